// SPDX-License-Identifier: Apache-2.0

// JSON that does not fit: each of these ends with the error that its name says.

import { utils } from "@hypermode/modus-sdk-as";
import { test } from "@hypermode/modus-sdk-as/testing";

@json
class Item {
  id: i8 = 0;
  tags: string[] = [];
  counts: Map<i32, f64> = new Map<i32, f64>();
  next: Item | null = null;
  isNew: bool = false;
  made: Date | null = null;
}

test("the text is not JSON: nope", () => {
  utils.parseJson<Item>("nope");
});
test("the text does not fit Item: .id should be an integer from -128 to 127 but is 128", () => {
  utils.parseJson<Item>('{"id": 128}');
});
test("the text does not fit Item: .id should be an integer from -128 to 127 but is 1.5", () => {
  utils.parseJson<Item>('{"id": 1.5}');
});
test('the text does not fit Item: .next.tags[1] should be a string but is the number 5', () => {
  utils.parseJson<Item>('{"next": {"tags": ["a", 5]}}');
});
test("the text does not fit Item: .tags should be an array but is null", () => {
  utils.parseJson<Item>('{"tags": null}');
});
test("the text does not fit Item: .isNew should be a boolean but is the number 1", () => {
  utils.parseJson<Item>('{"isNew": 1}');
});
test('the text does not fit Item: .counts.a should be a number but is the string "b"', () => {
  utils.parseJson<Item>('{"counts": {"a": "b"}}');
});
test("the text does not fit Array<Item>: [0] should be an object but is an array", () => {
  utils.parseJson<Item[]>("[[]]");
});
test("the text does not fit Item: .made should be a date but is the number 5", () => {
  utils.parseJson<Item>('{"made": 5}');
});
test('the text does not fit Item: .made should be a date such as 2026-01-31T12:00:00Z but is the string "2026-13-01"', () => {
  utils.parseJson<Item>('{"made": "2026-13-01"}');
});
