// SPDX-License-Identifier: Apache-2.0

import { JsonKind, JsonValue } from "./value";

const MAX_DEPTH = 256;

// The validator of an answer and the reader of the same answer ask one after the other.
let lastText: string = "";
let lastValue: JsonValue | null = null;

/** Parses a JSON text (RFC 8259). Returns null when it is malformed or nested too deeply. */
export function parseJson(text: string): JsonValue | null {
  if (lastText.length > 0 && lastText == text) return lastValue;
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.skipSpace();
  lastText = text;
  lastValue = value !== null && reader.atEnd() ? value : null;
  return lastValue;
}

function isDigit(code: i32): bool {
  return code >= 0x30 && code <= 0x39;
}

function isHexDigit(code: i32): bool {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}

/** A recursive-descent reader. Each method returns null or false at a malformed place. */
class JsonReader {
  private at: i32 = 0;
  private length: i32;

  constructor(private text: string) {
    this.length = text.length;
  }

  atEnd(): bool {
    return this.at >= this.length;
  }

  /** The code unit under the cursor, or -1 at the end. */
  // @ts-expect-error: decorator
  @inline
  private peek(): i32 {
    return this.at < this.length ? load<u16>(changetype<usize>(this.text) + ((<usize>this.at) << 1)) : -1;
  }

  // @ts-expect-error: decorator
  @inline
  private take(code: i32): bool {
    if (this.peek() != code) return false;
    this.at++;
    return true;
  }

  private takeWord(word: string): bool {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  skipSpace(): void {
    while (true) {
      const code = this.peek();
      if (code != 0x20 && code != 0x0a && code != 0x0d && code != 0x09) return;
      this.at++;
    }
  }

  value(depth: i32): JsonValue | null {
    if (depth > MAX_DEPTH) return null;
    this.skipSpace();
    const value = new JsonValue(this.text, this.at);
    if (!this.readInto(value, depth)) return null;
    value.end = this.at;
    return value;
  }

  private readInto(value: JsonValue, depth: i32): bool {
    switch (this.peek()) {
      case 0x7b: // {
        return this.object(value, depth);
      case 0x5b: // [
        return this.array(value, depth);
      case 0x22:
        value.kind = JsonKind.String;
        return this.string();
      case 0x6e: // n
        return this.takeWord("null");
      case 0x74: // t
        value.kind = JsonKind.Bool;
        return this.takeWord("true");
      case 0x66: // f
        value.kind = JsonKind.Bool;
        return this.takeWord("false");
      default:
        value.kind = JsonKind.Number;
        return this.number();
    }
  }

  private object(object: JsonValue, depth: i32): bool {
    object.kind = JsonKind.Object;
    this.at++;
    this.skipSpace();
    if (this.take(0x7d)) return true;
    let last: JsonValue | null = null;
    do {
      this.skipSpace();
      const nameStart = this.at + 1;
      if (!this.string()) return false;
      const nameEnd = this.at - 1;
      this.skipSpace();
      if (!this.take(0x3a)) return false;
      const value = this.value(depth + 1);
      if (value === null) return false;
      value.nameAt(nameStart, nameEnd);
      if (last === null) object.first = value;
      else last.next = value;
      last = value;
      this.skipSpace();
    } while (this.take(0x2c));
    return this.take(0x7d);
  }

  private array(array: JsonValue, depth: i32): bool {
    array.kind = JsonKind.Array;
    this.at++;
    this.skipSpace();
    if (this.take(0x5d)) return true;
    let last: JsonValue | null = null;
    do {
      const value = this.value(depth + 1);
      if (value === null) return false;
      if (last === null) array.first = value;
      else last.next = value;
      last = value;
      this.skipSpace();
    } while (this.take(0x2c));
    return this.take(0x5d);
  }

  private number(): bool {
    this.take(0x2d);
    if (!this.take(0x30) && !this.digits()) return false;
    if (this.take(0x2e) && !this.digits()) return false;
    if (this.take(0x65) || this.take(0x45)) {
      if (!this.take(0x2b)) this.take(0x2d);
      return this.digits();
    }
    return true;
  }

  private digits(): bool {
    const start = this.at;
    while (isDigit(this.peek())) this.at++;
    return this.at > start;
  }

  private string(): bool {
    if (!this.take(0x22)) return false;
    while (true) {
      const code = this.peek();
      if (code < 0x20) return false; // also the end
      this.at++;
      if (code == 0x22) return true;
      if (code == 0x5c && !this.escape()) return false;
    }
  }

  /** What follows a backslash. */
  private escape(): bool {
    const code = this.peek();
    this.at++;
    switch (code) {
      case 0x22:
      case 0x5c:
      case 0x2f:
      case 0x62: // b
      case 0x66: // f
      case 0x6e: // n
      case 0x72: // r
      case 0x74: // t
        return true;
      case 0x75: // u
        for (let i = 0; i < 4; i++) {
          if (!isHexDigit(this.peek())) return false;
          this.at++;
        }
        return true;
      default:
        return false;
    }
  }
}
