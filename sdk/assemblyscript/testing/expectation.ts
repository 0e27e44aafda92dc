// SPDX-License-Identifier: Apache-2.0

import * as host from "./host";
import { equals, show } from "./values";

/**
 * What is expected of a value. A failed expectation is reported with its line, and the test goes
 * on. The messages name the matcher, the value and what was expected of it.
 */
export class Expectation<T> {
  private isNegated: bool = false;

  constructor(
    private value: T,
    private line: i32,
  ) {}

  /** Turns the next matcher into its opposite. */
  get not(): Expectation<T> {
    this.isNegated = !this.isNegated;
    return this;
  }

  /** Equal: lists element by element, objects with @json field by field, others as == says. */
  toBe(expected: T): void {
    this.check(equals<T>(this.value, expected), "to be " + show<T>(expected));
  }

  /** The same as toBe. */
  toEqual(expected: T): void {
    this.check(equals<T>(this.value, expected), "to equal " + show<T>(expected));
  }

  toBeNull(): void {
    let isNull = false;
    if (isNullable<T>()) isNull = changetype<usize>(this.value) == 0;
    this.check(isNull, "to be null");
  }

  toBeTrue(): void {
    this.toBeTruthy();
  }

  toBeFalse(): void {
    this.toBeFalsy();
  }

  toBeTruthy(): void {
    this.check(!!this.value, "to be truthy");
  }

  toBeFalsy(): void {
    this.check(!this.value, "to be falsy");
  }

  toBeGreaterThan(bound: T): void {
    this.check(this.value > bound, "to be greater than " + show<T>(bound));
  }

  toBeGreaterOrEqualTo(bound: T): void {
    this.check(this.value >= bound, "to be " + show<T>(bound) + " or more");
  }

  toBeLessThan(bound: T): void {
    this.check(this.value < bound, "to be less than " + show<T>(bound));
  }

  toBeLessThanOrEqualTo(bound: T): void {
    this.check(this.value <= bound, "to be " + show<T>(bound) + " or less");
  }

  /** Equal when rounded to so many digits behind the point. */
  toBeCloseTo(expected: T, digits: i32 = 2): void {
    const difference = Math.abs(f64(this.value) - f64(expected));
    const text = "to be close to " + show<T>(expected);
    this.check(difference < Math.pow(10, -digits) / 2, text);
  }

  toBeFinite(): void {
    this.check(isFloat<T>() && isFinite(this.value), "to be finite");
  }

  toBeString(): void {
    this.check(isString<T>(), "to be a string");
  }

  toBeBoolean(): void {
    this.check(isBoolean<T>(), "to be a boolean");
  }

  toBeArray(): void {
    this.check(isArray<T>(), "to be an array");
  }

  toBeNumber(): void {
    this.check(isFloat<T>() || (isInteger<T>() && !isReference<T>()), "to be a number");
  }

  toBeInteger(): void {
    this.check(isInteger<T>() && !isReference<T>(), "to be an integer");
  }

  toBeFloat(): void {
    this.check(isFloat<T>(), "to be a float");
  }

  toHaveLength(length: i32): void {
    const actual = this.value.length;
    this.check(actual == length, "to have length " + length.toString() + ", not " + actual.toString());
  }

  /** Of a string: that it holds this text; of a list: that one of its elements is equal. */
  toContain<U>(part: U): void {
    let found = false;
    if (isString<T>()) {
      found = changetype<string>(this.value).includes(changetype<string>(part));
    } else {
      const length = this.value.length;
      for (let i = 0; i < length && !found; i++) found = equals<U>(this.value[i], part);
    }
    this.check(found, "to contain " + show<U>(part));
  }

  /** The same as toContain. */
  toContains<U>(part: U): void {
    this.toContain<U>(part);
  }

  toStartWith(prefix: string): void {
    this.check(changetype<string>(this.value).startsWith(prefix), "to start with " + show(prefix));
  }

  toEndWith(suffix: string): void {
    this.check(changetype<string>(this.value).endsWith(suffix), "to end with " + show(suffix));
  }

  private check(holds: bool, expected: string): void {
    const isMet = holds != this.isNegated;
    const negation = this.isNegated ? "not " : "";
    this.isNegated = false;
    if (!isMet) host.fail("expected " + show<T>(this.value) + " " + negation + expected, this.line);
  }
}
