// SPDX-License-Identifier: Apache-2.0

export enum JsonKind {
  Null,
  Bool,
  Number,
  String,
  Array,
  Object,
}

/**
 * One value of a parsed JSON text.
 *
 * The accessors never fail: a member that is absent, null or of another kind reads as the
 * empty value of the type asked for, because servers disagree about which members they send.
 */
export class JsonValue {
  constructor(
    public kind: JsonKind,
    /** The content of a string, the digits of a number, "true" or "false"; otherwise empty. */
    public text: string = "",
  ) {}

  /** Where the value stands in the text that it was parsed from. */
  start: i32 = 0;
  end: i32 = 0;

  /** Elements of an array, or member values of an object. */
  items: JsonValue[] = [];
  /** Member names of an object, in step with `items`. */
  names: string[] = [];

  /** The member of that name, or null when it is absent or JSON null. The last one wins. */
  member(name: string): JsonValue | null {
    for (let i = this.names.length - 1; i >= 0; i--) {
      if (this.names[i] == name) {
        const value = this.items[i];
        return value.kind == JsonKind.Null ? null : value;
      }
    }
    return null;
  }

  stringOrNull(name: string): string | null {
    const value = this.member(name);
    return value !== null && value.kind == JsonKind.String ? value.text : null;
  }

  string(name: string): string {
    const text = this.stringOrNull(name);
    return text ? text : "";
  }

  float(name: string): f64 {
    const value = this.member(name);
    return value !== null && value.kind == JsonKind.Number ? F64.parseFloat(value.text) : 0;
  }

  /** An integer; a fraction is cut off. */
  integer(name: string): i64 {
    const value = this.member(name);
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

  /** The elements of an array member, or null when there is no array. */
  arrayOrNull(name: string): JsonValue[] | null {
    const value = this.member(name);
    return value !== null && value.kind == JsonKind.Array ? value.items : null;
  }

  array(name: string): JsonValue[] {
    const items = this.arrayOrNull(name);
    return items ? items : [];
  }
}
