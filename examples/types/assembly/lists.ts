// SPDX-License-Identifier: Apache-2.0

import { Person } from "./people";

export function echoBools(values: bool[]): bool[] {
  return values;
}

export function echoI8s(values: i8[]): i8[] {
  return values;
}

export function echoI16s(values: i16[]): i16[] {
  return values;
}

export function echoI32s(values: i32[]): i32[] {
  return values;
}

export function echoU64s(values: u64[]): u64[] {
  return values;
}

export function echoF32s(values: f32[]): f32[] {
  return values;
}

export function echoF64s(values: f64[]): f64[] {
  return values;
}

export function echoStrings(values: string[]): string[] {
  return values;
}

export function echoNullableStrings(values: (string | null)[]): (string | null)[] {
  return values;
}

export function echoNullableList(values: string[] | null): string[] | null {
  return values;
}

export function echoMatrix(rows: i32[][]): i32[][] {
  return rows;
}

export function echoPersons(persons: Person[]): Person[] {
  return persons;
}

export function echoNullablePersons(persons: (Person | null)[]): (Person | null)[] {
  return persons;
}

/** The list with one more element: a list from the runtime must be able to grow. */
export function append(values: i32[], value: i32): i32[] {
  values.push(value);
  return values;
}

export function sum(values: i32[]): i64 {
  let total: i64 = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

export function join(words: string[], separator: string = ", "): string {
  return words.join(separator);
}

export function emptyList(): string[] {
  return [];
}
