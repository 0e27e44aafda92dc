// SPDX-License-Identifier: Apache-2.0

import { JsonKind, JsonValue } from "./value";

const MAX_DEPTH = 256;

/** Parses a JSON text (RFC 8259). Returns null when it is malformed or nested too deeply. */
export function parseJson(text: string): JsonValue | null {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.skipSpace();
  return value !== null && reader.atEnd() ? value : null;
}

function isDigit(code: i32): bool {
  return code >= 0x30 && code <= 0x39;
}

function hexDigit(code: i32): i32 {
  if (isDigit(code)) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

/** A recursive-descent reader. Each method returns null, false or -1 at a malformed place. */
class JsonReader {
  private at: i32 = 0;

  constructor(private text: string) {}

  atEnd(): bool {
    return this.at >= this.text.length;
  }

  /** The code unit under the cursor, or -1 at the end. */
  private peek(): i32 {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : -1;
  }

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
    const start = this.at;
    const result = this.anyValue(depth);
    if (result !== null) {
      result.start = start;
      result.end = this.at;
    }
    return result;
  }

  private anyValue(depth: i32): JsonValue | null {
    switch (this.peek()) {
      case 0x7b: // {
        return this.object(depth);
      case 0x5b: // [
        return this.array(depth);
      case 0x22: {
        const text = this.string();
        return text !== null ? new JsonValue(JsonKind.String, text) : null;
      }
      case 0x6e: // n
        return this.takeWord("null") ? new JsonValue(JsonKind.Null) : null;
      case 0x74: // t
        return this.takeWord("true") ? new JsonValue(JsonKind.Bool, "true") : null;
      case 0x66: // f
        return this.takeWord("false") ? new JsonValue(JsonKind.Bool, "false") : null;
      default:
        return this.number();
    }
  }

  private object(depth: i32): JsonValue | null {
    const result = new JsonValue(JsonKind.Object);
    this.at++;
    this.skipSpace();
    if (this.take(0x7d)) return result;
    do {
      this.skipSpace();
      const name = this.string();
      this.skipSpace();
      if (name === null || !this.take(0x3a)) return null;
      const value = this.value(depth + 1);
      if (value === null) return null;
      result.names.push(name);
      result.items.push(value);
      this.skipSpace();
    } while (this.take(0x2c));
    return this.take(0x7d) ? result : null;
  }

  private array(depth: i32): JsonValue | null {
    const result = new JsonValue(JsonKind.Array);
    this.at++;
    this.skipSpace();
    if (this.take(0x5d)) return result;
    do {
      const value = this.value(depth + 1);
      if (value === null) return null;
      result.items.push(value);
      this.skipSpace();
    } while (this.take(0x2c));
    return this.take(0x5d) ? result : null;
  }

  private number(): JsonValue | null {
    const start = this.at;
    this.take(0x2d);
    if (!this.take(0x30) && !this.digits()) return null;
    if (this.take(0x2e) && !this.digits()) return null;
    if (this.take(0x65) || this.take(0x45)) {
      if (!this.take(0x2b)) this.take(0x2d);
      if (!this.digits()) return null;
    }
    return new JsonValue(JsonKind.Number, this.text.substring(start, this.at));
  }

  private digits(): bool {
    const start = this.at;
    while (isDigit(this.peek())) this.at++;
    return this.at > start;
  }

  private string(): string | null {
    if (!this.take(0x22)) return null;
    const parts: string[] = [];
    let start = this.at;
    while (true) {
      const code = this.peek();
      if (code < 0x20) return null;
      if (code == 0x22) {
        const rest = this.text.substring(start, this.at++);
        if (parts.length == 0) return rest;
        parts.push(rest);
        return parts.join("");
      }
      if (code == 0x5c) {
        if (this.at > start) parts.push(this.text.substring(start, this.at));
        this.at++;
        const escaped = this.escape();
        if (escaped < 0) return null;
        parts.push(String.fromCharCode(escaped));
        start = this.at;
      } else {
        this.at++;
      }
    }
  }

  /** Reads what follows a backslash; returns the code unit it stands for. */
  private escape(): i32 {
    const code = this.peek();
    this.at++;
    switch (code) {
      case 0x22:
      case 0x5c:
      case 0x2f:
        return code;
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
        return this.hex4();
      default:
        return -1;
    }
  }

  private hex4(): i32 {
    let unit = 0;
    for (let i = 0; i < 4; i++) {
      const digit = hexDigit(this.peek());
      if (digit < 0) return -1;
      unit = (unit << 4) | digit;
      this.at++;
    }
    return unit;
  }
}
