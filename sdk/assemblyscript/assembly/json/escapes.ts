// SPDX-License-Identifier: Apache-2.0

// What stands between the quotes of a JSON string. The reader has checked it.

const BACKSLASH: u16 = 0x5c;

// @ts-expect-error: decorator
@inline
function unitAt(text: string, at: i32): u16 {
  return load<u16>(changetype<usize>(text) + ((<usize>at) << 1));
}

function hasEscapes(text: string, start: i32, end: i32): bool {
  for (let at = start; at < end; at++) {
    if (unitAt(text, at) == BACKSLASH) return true;
  }
  return false;
}

/** The string whose content stands there. */
export function contentOf(text: string, start: i32, end: i32): string {
  return hasEscapes(text, start, end) ? unescaped(text, start, end) : text.substring(start, end);
}

/** Whether that content is this string. */
export function isContent(text: string, start: i32, end: i32, expected: string): bool {
  const length = end - start;
  if (length == expected.length) {
    const from = changetype<usize>(text) + ((<usize>start) << 1);
    if (memory.compare(from, changetype<usize>(expected), (<usize>length) << 1) == 0) return true;
  }
  // Escapes make it longer than what it stands for.
  return length > expected.length && hasEscapes(text, start, end) && unescaped(text, start, end) == expected;
}

function unescaped(text: string, start: i32, end: i32): string {
  const result = __new((<usize>(end - start)) << 1, idof<string>());
  let size: usize = 0;
  for (let at = start; at < end; at++) {
    let unit = unitAt(text, at);
    if (unit == BACKSLASH) {
      unit = escaped(text, ++at);
      if (unitAt(text, at) == 0x75) at += 4; // u and four digits
    }
    store<u16>(result + size, unit);
    size += 2;
  }
  return changetype<string>(__renew(result, size));
}

/** The code unit that is meant by what follows a backslash. */
function escaped(text: string, at: i32): u16 {
  const code = unitAt(text, at);
  switch (code) {
    case 0x62: // b
      return 0x08;
    case 0x66: // f
      return 0x0c;
    case 0x6e: // n
      return 0x0a;
    case 0x72: // r
      return 0x0d;
    case 0x74: // t
      return 0x09;
    case 0x75: // u
      return hex4(text, at + 1);
    default: // a quote, a slash, a backslash
      return code;
  }
}

function hex4(text: string, at: i32): u16 {
  let unit: u16 = 0;
  for (let i = 0; i < 4; i++) {
    const code = unitAt(text, at + i);
    unit = (unit << 4) | (code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x61 + 10);
  }
  return unit;
}
