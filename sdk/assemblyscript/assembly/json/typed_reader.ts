// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { JsonKind, JsonValue } from "./value";

/**
 * Makes typed values of a JSON text. Members that are missing keep the default of their field, and
 * those that no field takes are ignored. When something does not fit, `problem` says what and
 * where, and what was read must not be used.
 */
export class TypedReader {
  problem: string | null = null;

  /**
   * @param source The text that the values were parsed from.
   * @param nullsAreMissing Whether null keeps the default of a field that cannot be null.
   */
  constructor(
    private source: string,
    private nullsAreMissing: bool,
  ) {}

  /** @param path Where the value stands in the document, such as ".items[2]"; empty for all. */
  read<T>(value: JsonValue, path: string): T {
    if (isNullable<T>() && value.kind == JsonKind.Null) return changetype<T>(0);
    if (isBoolean<T>()) {
      this.expect(value, JsonKind.Bool, "a boolean", path);
      return (value.text == "true") as T;
    }
    if (isFloat<T>()) {
      this.expect(value, JsonKind.Number, "a number", path);
      return parseFloat(value.text) as T;
    }
    if (isInteger<T>() && !isReference<T>()) return this.integer<T>(value, path);
    if (isString<T>()) {
      this.expect(value, JsonKind.String, "a string", path);
      return changetype<T>(value.text);
    }
    if (isArray<T>()) return changetype<T>(this.array<valueof<T>>(value, path));
    return changetype<T>(this.object<nonnull<T>>(value, path));
  }

  /** Called by the method that the compiler transform adds to classes with @json. */
  field<T>(object: usize, offset: usize, name: string): void {
    if (this.problem !== null) return;
    const member = this.current!.find(name);
    if (member === null) return;
    if (member.kind == JsonKind.Null && !isNullable<T>() && this.nullsAreMissing) return;
    const outer = this.current;
    const outerPath = this.currentPath;
    const value = this.read<T>(member, outerPath + "." + name);
    this.current = outer;
    this.currentPath = outerPath;
    store<T>(object + offset, value);
    if (isManaged<T>() && changetype<usize>(value) != 0) __link(object, changetype<usize>(value), false);
  }

  /** The object whose fields are being read. */
  private current: JsonValue | null = null;
  private currentPath: string = "";

  private integer<T>(value: JsonValue, path: string): T {
    if (!this.expect(value, JsonKind.Number, "an integer", path)) return 0 as T;
    const text = withoutFraction(value.text);
    // Parsed with 64 bits: what does not come out the same is a fraction or too large.
    const result = (isSigned<T>() ? I64.parseInt(text) : U64.parseInt(text)) as T;
    if (result.toString() != text && text != "-0") {
      this.fail(path, "should be " + rangeOf<T>() + " but is " + value.text);
    }
    return result;
  }

  private array<E>(value: JsonValue, path: string): E[] {
    const result: E[] = [];
    if (!this.expect(value, JsonKind.Array, "an array", path)) return result;
    for (let item = value.first; item !== null; item = item!.next) {
      const element = this.read<E>(item, path + "[" + result.length.toString() + "]");
      if (this.problem !== null) break;
      result.push(element);
    }
    return result;
  }

  private object<T>(value: JsonValue, path: string): T {
    if (idof<T>() == idof<JSON.Raw>()) return changetype<T>(new JSON.Raw(this.textOf(value)));
    if (changetype<T>(0) instanceof Date) return changetype<T>(changetype<usize>(this.date(value, path)));
    if (changetype<T>(0) instanceof Map) return this.map(changetype<T>(0), value, path) as T;
    // @ts-expect-error: the compiler transform adds this to classes with a deserializer of their own
    if (isDefined(changetype<T>(0).__modus_reads_itself)) return JSON.parse<T>(this.textOf(value));
    // @ts-expect-error: and this to the others with @json
    if (isDefined(changetype<T>(0).__modus_fields)) return this.instance<T>(value, path);
    return JSON.parse<T>(this.textOf(value)); // one of json-as's own
  }

  private date(value: JsonValue, path: string): Date {
    if (!this.expect(value, JsonKind.String, "a date", path)) return new Date(0);
    if (isDate(value.text)) return new Date(Date.fromString(value.text).getTime());
    this.fail(path, "should be a date such as 2026-01-31T12:00:00Z but is " + describe(value));
    return new Date(0);
  }

  private instance<T>(value: JsonValue, path: string): T {
    const result = changetype<T>(__new(offsetof<T>(), idof<T>()));
    if (!this.expect(value, JsonKind.Object, "an object", path)) return result;
    // @ts-expect-error: json-as adds this
    if (isDefined(result.__INITIALIZE)) result.__INITIALIZE();
    this.current = value;
    this.currentPath = path;
    // @ts-expect-error: see above
    result.__modus_fields<TypedReader>(this);
    return result;
  }

  private map<K, V>(type: Map<K, V>, value: JsonValue, path: string): Map<K, V> {
    const result = new Map<K, V>();
    if (!this.expect(value, JsonKind.Object, "an object", path)) return result;
    for (let member = value.first; member !== null; member = member!.next) {
      const name = member.name;
      const inside = path + "." + name;
      const element = this.read<V>(member, inside);
      const kind = isString<K>() ? JsonKind.String : JsonKind.Number;
      const key = this.read<K>(JsonValue.of(kind, name), "the name of " + inside);
      if (this.problem !== null) break;
      result.set(key, element);
    }
    return result;
  }

  private textOf(value: JsonValue): string {
    return this.source.substring(value.start, value.end);
  }

  protected expect(value: JsonValue, kind: JsonKind, expected: string, path: string): bool {
    if (value.kind == kind) return true;
    this.fail(path, "should be " + expected + " but is " + describe(value));
    return false;
  }

  protected fail(path: string, problem: string): void {
    if (this.problem !== null) return;
    const place = path.length > 0 ? path : "it";
    this.problem = place + " " + problem;
  }
}

/** Whether Date.fromString takes it: a day, perhaps with a time, perhaps with a zone. */
function isDate(text: string): bool {
  if (!hasForm(text, 0, "0000-00-00")) return false;
  if (partOf(text, 5) < 1 || partOf(text, 5) > 12 || partOf(text, 8) < 1 || partOf(text, 8) > 31) return false;
  if (text.length == 10) return true;
  if (!hasForm(text, 10, "T00:00:00")) return false;
  if (partOf(text, 11) > 23 || partOf(text, 14) > 59 || partOf(text, 17) > 59) return false;
  let end = 19;
  if (text.charAt(end) == ".") {
    do end++;
    while (hasForm(text, end, "0"));
    if (end == 20) return false;
  }
  if (end == text.length) return true;
  if (text.charAt(end) == "Z") return text.length == end + 1;
  const hasZone = hasForm(text, end, "+00:00") || hasForm(text, end, "-00:00");
  return hasZone && text.length == end + 6;
}

/** Whether the text has this form there: a zero stands for any digit, all else for itself. */
function hasForm(text: string, at: i32, form: string): bool {
  if (text.length < at + form.length) return false;
  for (let i = 0; i < form.length; i++) {
    const code = text.charCodeAt(at + i);
    const expected = form.charCodeAt(i);
    if (expected == 0x30 ? code < 0x30 || code > 0x39 : code != expected) return false;
  }
  return true;
}

/** The two digits there. */
function partOf(text: string, at: i32): i32 {
  return i32.parse(text.substring(at, at + 2));
}

/** Some servers write integers as 8.0 or 1e3: as digits, when a float holds them exactly. */
function withoutFraction(text: string): string {
  if (!text.includes(".") && !text.includes("e") && !text.includes("E")) return text;
  const number = F64.parseFloat(text);
  const isExact = number == Math.trunc(number) && Math.abs(number) <= F64.MAX_SAFE_INTEGER;
  return isExact ? i64(number).toString() : text;
}

function rangeOf<T>(): string {
  const signBits = isSigned<T>() ? 1 : 0;
  const max = u64.MAX_VALUE >> (64 + signBits - 8 * sizeof<T>());
  const min = isSigned<T>() ? "-" + (max + 1).toString() : "0";
  return "an integer from " + min + " to " + max.toString();
}

function describe(value: JsonValue): string {
  switch (value.kind) {
    case JsonKind.Null:
      return "null";
    case JsonKind.Bool:
      return value.text;
    case JsonKind.Number:
      return "the number " + value.text;
    case JsonKind.String:
      return 'the string "' + value.text.substring(0, 40) + '"';
    case JsonKind.Array:
      return "an array";
    default:
      return "an object";
  }
}
