// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { DynamicMap } from "@hypermode/modus-sdk-as";
import { expect, test } from "@hypermode/modus-sdk-as/testing";

@json
class Point {
  x: i32 = 0;
}

test("holds values of any type", () => {
  const map = new DynamicMap();
  const point = new Point();
  point.x = 3;
  map.set("point", point);
  map.set("text", 'é"q');
  map.set("list", [1, 2]);
  map.set<string | null>("nothing", null);
  expect(map.size).toBe(4);
  expect(map.get<Point>("point").x).toBe(3);
  expect(map.get<string>("text")).toBe('é"q');
  expect(map.get<i32[]>("list")).toBe([1, 2]);
  expect(map.get<string | null>("nothing")).toBeNull();
  expect(map.keys()).toBe(["point", "text", "list", "nothing"]);
});

test("is a JSON object", () => {
  const map = JSON.parse<DynamicMap>('{"a": 1, "b": [1, 2], "c": {"x": "y"}}');
  map.set("d", true);
  expect(map.delete("a")).toBeTrue();
  expect(map.has("a")).toBeFalse();
  expect(JSON.stringify(map)).toBe('{"b":[1, 2],"c":{"x": "y"},"d":true}');
  map.clear();
  expect(JSON.stringify(map)).toBe("{}");
});
