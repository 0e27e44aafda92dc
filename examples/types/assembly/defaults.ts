// SPDX-License-Identifier: Apache-2.0

import { Address } from "./people";

const HOUR = 60 * 60;

function nextNumber(): i32 {
  return 7;
}

export function sayHello(name: string = "World"): string {
  return `Hello, ${name}!`;
}

/** A negative number is a constant too. */
export function offset(value: i32, by: i32 = -1): i32 {
  return value + by;
}

/** Constants are worked out when the app is built. */
export function inSeconds(
  seconds: i32 = 2 * HOUR + 30,
  most: i64 = i64.MAX_VALUE,
  least: i64 = i64.MIN_VALUE,
  exact: u64 = 9007199254740993,
): string {
  return `${seconds} ${most} ${least} ${exact}`;
}

export function kinds(
  yes: bool = true,
  half: f64 = 0.5,
  small: f32 = -2,
  text: string = "a" + "b",
  none: string | null = null,
  list: i32[] = [1, -2, 3],
): string {
  return `${yes} ${half} ${small} ${text} ${none === null} ${list.toString()}`;
}

/** The default is an object: only the app itself can make it. */
export function describeAddress(city: string, address: Address = new Address()): string {
  return `${city}: "${address.street}"`;
}

/** The default is the result of a call: only the app itself can make it. */
export function computed(first: i32, second: i32 = nextNumber()): i32 {
  return first * 100 + second;
}
