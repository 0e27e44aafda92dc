// SPDX-License-Identifier: Apache-2.0

import { Point } from "./people";

export function echoSet(values: Set<i32>): Set<i32> {
  return values;
}

/** Finding a value needs the hash table that the runtime made to be the guest's own. */
export function isMember(values: Set<string>, value: string): bool {
  return values.has(value);
}

/** The set with one more value and without another. */
export function exchange(values: Set<u64>, out: u64, into: u64): Set<u64> {
  values.delete(out);
  for (let i: u64 = 0; i < 10; i++) values.add(into + i);
  return values;
}

export function echoStatic(values: StaticArray<f32>): StaticArray<f32> {
  return values;
}

export function staticWords(values: StaticArray<string | null>): StaticArray<string | null> {
  return values.concat<StaticArray<string | null>>(["end"]);
}

export function staticBytes(values: StaticArray<u8>): StaticArray<u8> {
  return values;
}

export function lookup(values: Map<string, i32>, key: string): i32 {
  return values.has(key) ? values.get(key) : -1;
}

export function lookUpNumber(values: Map<i16, string>, key: i16): string {
  return values.has(key) ? values.get(key) : "none";
}

export function lookUpFloat(values: Map<f64, bool>, key: f64): bool {
  return values.has(key);
}

export function withoutKey(values: Map<u8, u8>, key: u8): Map<u8, u8> {
  values.delete(key);
  return values;
}

export function lookUpNull(values: Map<string | null, i32>): i32 {
  return values.has(null) ? values.get(null) : -1;
}

/** Objects are keys by identity. */
export function ownKeys(values: Map<Point, i32>): i32 {
  const keys = values.keys();
  let found = 0;
  for (let i = 0; i < keys.length; i++) found += values.has(keys[i]) ? keys[i].x : 0;
  return values.has(new Point()) ? -1 : found;
}
