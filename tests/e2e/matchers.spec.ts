// SPDX-License-Identifier: Apache-2.0

// Every matcher where it holds, and where it fails: then the message stands behind it.

import { expect, test } from "@hypermode/modus-sdk-as/testing";

@json
class Point {
  x: i32 = 0;
  y: f64 = 0;
}

function point(x: i32, y: f64): Point {
  const result = new Point();
  result.x = x;
  result.y = y;
  return result;
}

class Plain {}

const nothing: string | null = null;
const something: string | null = "x";
const plain = new Plain();

test("every matcher holds", () => {
  expect(1).toBe(1);
  expect<u8>(255).toBe(255);
  expect(true).toBe(true);
  expect("a").toBe("a");
  expect(NaN).toBe(NaN);
  expect([1, 2]).toBe([1, 2]);
  expect([["a"], []]).toEqual([["a"], []]);
  expect(point(1, 0.5)).toEqual(point(1, 0.5));
  expect([point(1, 2)]).toBe([point(1, 2)]);
  expect(plain).toBe(plain);
  expect(nothing).toBeNull();
  expect(something).not.toBeNull();
  expect(nothing).toBe(null);
  expect(1).not.toBe(2);
  expect(true).toBeTrue();
  expect(false).toBeFalse();
  expect("x").toBeTruthy();
  expect(0).toBeFalsy();
  expect(2).toBeGreaterThan(1);
  expect(2).toBeGreaterOrEqualTo(2);
  expect(1).toBeLessThan(2);
  expect(2).toBeLessThanOrEqualTo(2);
  expect(1.001).toBeCloseTo(1.002);
  expect(1.5).toBeFinite();
  expect("a").toBeString();
  expect(true).toBeBoolean();
  expect([1]).toBeArray();
  expect(1).toBeNumber();
  expect(1.5).toBeFloat();
  expect(1).toBeInteger();
  expect([1, 2]).toHaveLength(2);
  expect("ab").toHaveLength(2);
  expect([1, 2]).toContain(2);
  expect("abc").toContains("bc");
  expect("abc").toStartWith("ab");
  expect("abc").toEndWith("bc");
});

test("every matcher fails", () => {
  expect(1).toBe(2); // expected 1 to be 2
  expect<i64>(-5).toEqual(5); // expected -5 to equal 5
  expect(true).toBe(false); // expected true to be false
  expect('"a"\n').toBe("a"); // expected "\"a\"\n" to be "a"
  expect(0.25).toBe(0.5); // expected 0.25 to be 0.5
  expect([1, 2]).toBe([1]); // expected [1, 2] to be [1]
  expect([["a"]]).toBe([["b"]]); // expected [["a"]] to be [["b"]]
  expect(point(1, 2)).toBe(point(1, 3)); // expected {"x":1,"y":2.0} to be {"x":1,"y":3.0}
  expect(plain).toBe(new Plain()); // expected a Plain to be a Plain
  expect(something).toBeNull(); // expected "x" to be null
  expect(something).toBe(null); // expected "x" to be null
  expect(nothing).not.toBeNull(); // expected null not to be null
  expect(1).not.toBe(1); // expected 1 not to be 1
  expect(false).toBeTrue(); // expected false to be truthy
  expect(1).toBeFalsy(); // expected 1 to be falsy
  expect(1).toBeGreaterThan(1); // expected 1 to be greater than 1
  expect(0).toBeGreaterOrEqualTo(1); // expected 0 to be 1 or more
  expect(1).toBeLessThan(1); // expected 1 to be less than 1
  expect(2).toBeLessThanOrEqualTo(1); // expected 2 to be 1 or less
  expect(1.0).toBeCloseTo(1.1); // expected 1.0 to be close to 1.1
  expect(Infinity).toBeFinite(); // expected Infinity to be finite
  expect(1).toBeString(); // expected 1 to be a string
  expect(1).toBeBoolean(); // expected 1 to be a boolean
  expect(1).toBeArray(); // expected 1 to be an array
  expect("a").toBeNumber(); // expected "a" to be a number
  expect(1).toBeFloat(); // expected 1 to be a float
  expect(1.5).toBeInteger(); // expected 1.5 to be an integer
  expect([1]).toHaveLength(2); // expected [1] to have length 2, not 1
  expect([1, 2]).toContain(3); // expected [1, 2] to contain 3
  expect("abc").toContain("d"); // expected "abc" to contain "d"
  expect("abc").toStartWith("b"); // expected "abc" to start with "b"
  expect("abc").toEndWith("b"); // expected "abc" to end with "b"
});
