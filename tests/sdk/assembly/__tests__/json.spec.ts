// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { DynamicMap, postgresql, utils } from "@hypermode/modus-sdk-as";
import { expect, test } from "@hypermode/modus-sdk-as/testing";

@json
class Row {
  id: i32 = 0;
  name: string | null = null;
  place: postgresql.Location | null = null;
}

@json
class Everything {
  yes: bool = false;
  tiny: i8 = -1;
  huge: u64 = 0;
  ratio: f32 = 0;
  text: string = "default";
  nothing: string | null = null;
  rows: Row[] = [];
  grid: i32[][] = [];
  byName: Map<string, Row> = new Map<string, Row>();
  byId: Map<i32, string> = new Map<i32, string>();
  raw: JSON.Raw = new JSON.Raw("null");
  date: Date | null = null;
  any: DynamicMap = new DynamicMap();
  @alias("renamed") private _own: i32 = 5;
  options: Array<string | null> | null = null;

  get own(): i32 {
    return this._own;
  }
}

@json
class Optional {
  @omitnull() a: string | null = null;
  @omitnull() b: JSON.Raw | null = null;
  @omitif((self: Optional) => self.c == -1) c: i32 = -1;
}

/** Reads itself, where the class it extends is read by its fields. */
@json
class Reversed extends Row {
  text: string = "";

  @deserializer
  fromJSON(data: string): Reversed {
    this.text = data.split("").reverse().join("");
    return this;
  }
}

@json
class Derived extends Everything {
  extra: string = "";
}

test("what is missing keeps its default", () => {
  const read = utils.parseJson<Derived>('{"unknown": [1]}');
  expect(read.text).toBe("default");
  expect(read.tiny).toBe(-1);
  expect(read.own).toBe(5);
  expect(read.rows).toHaveLength(0);
  expect(read.nothing).toBeNull();
});

test("every kind of field is read", () => {
  const read = utils.parseJson<Derived>(`{
    "yes": true, "tiny": -128, "huge": 18446744073709551615, "ratio": 1.5, "text": "é\\u0000", "nothing": "x",
    "rows": [{"id": 1, "place": "(1.5,2)"}, {"id": 2e0}], "grid": [[1], []], "byName": {"a": {"id": 7}},
    "byId": {"3": "x"}, "raw": {"q": [1, 2]}, "date": "2026-01-02T03:04:05.000Z", "any": {"k": [1]},
    "renamed": 7, "extra": "more", "options": ["a", null]}`);
  expect(read.yes).toBeTrue();
  expect(read.tiny).toBe(-128);
  expect(read.huge).toBe(u64.MAX_VALUE);
  expect(read.ratio).toBe(1.5);
  expect(read.text).toBe("é\0");
  expect(read.nothing).toBe("x");
  expect(read.rows[0].place!.longitude).toBe(1.5);
  expect(read.rows[1].id).toBe(2);
  expect(read.grid).toBe([[1], []]);
  expect(read.byName.get("a").id).toBe(7);
  expect(read.byId.get(3)).toBe("x");
  expect(read.raw.data).toBe('{"q": [1, 2]}');
  expect(read.date!.toISOString()).toBe("2026-01-02T03:04:05.000Z");
  expect(read.any.get<i32[]>("k")).toBe([1]);
  expect(read.own).toBe(7);
  expect(read.extra).toBe("more");
  expect(read.options!).toBe(["a", null]);
});

test("dates have a day, perhaps a time, perhaps a zone", () => {
  const texts = ["2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05+02:00"];
  const hours = [0, 3, 3, 3, 1];
  for (let i = 0; i < texts.length; i++) {
    expect(utils.parseJson<Date>('"' + texts[i] + '"').getUTCHours()).toBe(hours[i]);
  }
});

test("members that may be left out leave no comma behind", () => {
  expect(JSON.stringify<Optional>({})).toBe("{}");
  expect(JSON.stringify<Optional>({ a: "," })).toBe('{"a":","}');
  expect(JSON.stringify<Optional>({ a: "x", b: new JSON.Raw("[]") })).toBe('{"a":"x","b":[]}');
  expect(JSON.stringify<Optional>({ a: "x", c: 1 })).toBe('{"a":"x","c":1}');
  expect(JSON.stringify<Optional[]>([{ b: new JSON.Raw("1") }, {}])).toBe('[{"b":1},{}]');
});

test("a class that reads itself does so whatever it extends", () => {
  expect(utils.parseJson<Reversed[]>('[{"id":1}]')[0].text).toBe('}1:"di"{');
});
