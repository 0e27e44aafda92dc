// SPDX-License-Identifier: Apache-2.0

import { contentOf, isContent } from "./escapes";

export enum JsonKind {
  Null,
  Bool,
  Number,
  String,
  Array,
  Object,
}

/**
 * One value of a parsed JSON text. It knows where it stands there; strings are made when they are
 * asked for, since of most documents only a part is read.
 *
 * The accessors never fail: a member that is absent, null or of another kind reads as the
 * empty value of the type asked for, because servers disagree about which members they send.
 */
// @ts-expect-error: decorator
@final
export class JsonValue {
  kind: JsonKind = JsonKind.Null;

  /** Where the value stands in the text that it was parsed from. */
  end: i32 = 0;

  /** The first element of an array, or the first member's value of an object. */
  first: JsonValue | null = null;
  /** What follows in the array or object that this belongs to. */
  next: JsonValue | null = null;

  /** Of a member: where the content of its name stands. */
  private nameStart: i32 = 0;
  private nameEnd: i32 = 0;
  private content: string | null = null;

  constructor(
    private source: string,
    public start: i32 = 0,
  ) {}

  /** A string or a number that stands in no text. */
  static of(kind: JsonKind, text: string): JsonValue {
    const value = new JsonValue(text);
    value.kind = kind;
    value.content = text;
    return value;
  }

  /** For the reader: this is the value of the member whose name stands there. */
  nameAt(start: i32, end: i32): void {
    this.nameStart = start;
    this.nameEnd = end;
  }

  /** Of a member: its name. */
  get name(): string {
    return contentOf(this.source, this.nameStart, this.nameEnd);
  }

  /** The content of a string, the digits of a number, "true" or "false"; otherwise empty. */
  get text(): string {
    const known = this.content;
    if (known !== null) return known;
    let text = "";
    if (this.kind == JsonKind.String) {
      text = contentOf(this.source, this.start + 1, this.end - 1);
    } else if (this.kind == JsonKind.Number || this.kind == JsonKind.Bool) {
      text = this.source.substring(this.start, this.end);
    }
    this.content = text;
    return text;
  }

  /** The member of that name, which may be JSON null; null when it is absent. The last one wins. */
  find(name: string): JsonValue | null {
    let found: JsonValue | null = null;
    if (this.kind != JsonKind.Object) return found;
    for (let value = this.first; value !== null; value = value!.next) {
      if (isContent(this.source, value.nameStart, value.nameEnd, name)) found = value;
    }
    return found;
  }

  /** The member of that name, or null when it is absent or JSON null. */
  member(name: string): JsonValue | null {
    const value = this.find(name);
    return value !== null && value.kind != JsonKind.Null ? value : null;
  }

  stringOrNull(name: string): string | null {
    const value = this.find(name);
    return value !== null && value.kind == JsonKind.String ? value.text : null;
  }

  string(name: string): string {
    const text = this.stringOrNull(name);
    return text ? text : "";
  }

  float(name: string): f64 {
    const value = this.find(name);
    return value !== null && value.kind == JsonKind.Number ? F64.parseFloat(value.text) : 0;
  }

  /** An integer; a fraction is cut off. */
  integer(name: string): i64 {
    const value = this.find(name);
    return value !== null ? value.asInteger() : 0;
  }

  asInteger(): i64 {
    if (this.kind != JsonKind.Number) return 0;
    const text = this.text;
    if (text.includes(".") || text.includes("e") || text.includes("E")) {
      return i64(F64.parseFloat(text));
    }
    return I64.parseInt(text);
  }

  /** An array member, or null when there is no array. */
  array(name: string): JsonValue | null {
    const value = this.find(name);
    return value !== null && value.kind == JsonKind.Array ? value : null;
  }

  /** The first element of an array member, or null when there is none. */
  firstOf(name: string): JsonValue | null {
    const value = this.array(name);
    return value !== null ? value.first : null;
  }
}
