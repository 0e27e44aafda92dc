// SPDX-License-Identifier: Apache-2.0
// Functions that give back what they take, to be called from the other language.

export class Person {
  id: i64 = 0;
  name: string = "";
  city: string = "";
  weight: f64 = 0;
  active: bool = false;
}

export function scalar(x: i32): i32 {
  return x;
}

export function text(x: string): string {
  return x;
}

export function object(x: Person): Person {
  return x;
}
