// SPDX-License-Identifier: Apache-2.0

// Each function returns what it is given: one for every scalar type.

export function echoBool(value: bool): bool {
  return value;
}

export function echoI8(value: i8): i8 {
  return value;
}

export function echoU8(value: u8): u8 {
  return value;
}

export function echoI16(value: i16): i16 {
  return value;
}

export function echoU16(value: u16): u16 {
  return value;
}

export function echoI32(value: i32): i32 {
  return value;
}

export function echoU32(value: u32): u32 {
  return value;
}

export function echoI64(value: i64): i64 {
  return value;
}

export function echoU64(value: u64): u64 {
  return value;
}

export function echoIsize(value: isize): isize {
  return value;
}

export function echoUsize(value: usize): usize {
  return value;
}

export function echoF32(value: f32): f32 {
  return value;
}

export function echoF64(value: f64): f64 {
  return value;
}

export function echoString(value: string): string {
  return value;
}

export function echoNullableString(value: string | null): string | null {
  return value;
}

/** A color. Enums cross as their numbers. */
export enum Color {
  Red,
  Green = 5,
  Blue,
}

export function echoColor(value: Color): Color {
  return value;
}

/** The number of UTF-16 code units, to see that strings arrive unharmed. */
export function codeUnits(text: string): i32 {
  return text.length;
}

/** Two emoji, which take a surrogate pair each, around a letter with an accent. */
export function surrogates(): string {
  return "🦊é🚀";
}

/** A string that ends in half a surrogate pair. */
export function loneSurrogate(): string {
  return "half: " + String.fromCharCode(0xd83e);
}

export function hello(): string {
  return "Hello!";
}

/** Takes its values in an order that needs padding between them. */
export function describe(flag: bool, big: u64, small: u8, ratio: f64, word: string): string {
  return `${flag} ${big} ${small} ${ratio} ${word}`;
}

export function doNothing(): void {}
