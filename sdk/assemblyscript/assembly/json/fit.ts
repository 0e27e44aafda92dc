// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { JsonKind, JsonValue } from "./value";

/**
 * Why JSON.parse cannot make a T of a JSON value; null when it can. Members that are missing keep
 * the default of their field, and those that no field takes are ignored, as with JSON.parse. Types
 * that read themselves are not looked into.
 * @param path Where the value stands in its document, such as ".items[2]"; empty for all of it.
 */
export function misfit<T>(value: JsonValue, path: string): string | null {
  if (isNullable<T>() && value.kind == JsonKind.Null) return null;
  if (isBoolean<T>()) return expect(value, JsonKind.Bool, "a boolean", path);
  if (isFloat<T>()) return expect(value, JsonKind.Number, "a number", path);
  if (isInteger<T>() && !isReference<T>()) return misfitInteger<T>(value, path);
  if (isString<T>()) return expect(value, JsonKind.String, "a string", path);
  if (isArray<T>()) return misfitArray<valueof<T>>(value, path);
  return misfitObject<nonnull<T>>(value, path);
}

function expect(value: JsonValue, kind: JsonKind, expected: string, path: string): string | null {
  if (value.kind == kind) return null;
  const place = path.length > 0 ? path : "it";
  return place + " should be " + expected + " but is " + describe(value);
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

function misfitInteger<T>(value: JsonValue, path: string): string | null {
  const problem = expect(value, JsonKind.Number, "an integer", path);
  if (problem !== null) return problem;
  const text = value.text;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const isDigit = c >= 0x30 && c <= 0x39;
    if (!isDigit && !(isSigned<T>() && i == 0 && c == 0x2d)) {
      return path + " should be an integer" + (isSigned<T>() ? "" : " of at least 0") + " but is " + text;
    }
  }
  return null;
}

function misfitArray<E>(value: JsonValue, path: string): string | null {
  const problem = expect(value, JsonKind.Array, "an array", path);
  if (problem !== null) return problem;
  for (let i = 0; i < value.items.length; i++) {
    const inside = misfit<E>(value.items[i], path + "[" + i.toString() + "]");
    if (inside !== null) return inside;
  }
  return null;
}

function misfitObject<T>(value: JsonValue, path: string): string | null {
  if (idof<T>() == idof<JSON.Raw>()) return null;
  if (idof<T>() == idof<JSON.Value>()) return null;
  if (changetype<T>(0) instanceof Map) return misfitMap(changetype<T>(0), value, path);
  // @ts-expect-error: the compiler transform adds this to classes with @json
  if (isDefined(changetype<T>(0).__modus_fields)) {
    const problem = expect(value, JsonKind.Object, "an object", path);
    if (problem !== null) return problem;
    const check = new FieldCheck(value, path);
    // An empty object, so that the method of this very class is called and not of one below it.
    // @ts-expect-error: likewise
    changetype<T>(__new(offsetof<T>(), idof<T>())).__modus_fields<FieldCheck>(check);
    return check.problem;
  }
  return null;
}

function misfitMap<K, V>(type: Map<K, V>, value: JsonValue, path: string): string | null {
  const problem = expect(value, JsonKind.Object, "an object", path);
  if (problem !== null) return problem;
  for (let i = 0; i < value.items.length; i++) {
    const inside = misfit<V>(value.items[i], path + "." + value.names[i]);
    if (inside !== null) return inside;
  }
  return null;
}

/** Told of every field of a class, it keeps the first one that the object does not fit. */
class FieldCheck {
  problem: string | null = null;

  constructor(
    private object: JsonValue,
    private path: string,
  ) {}

  field<T>(name: string): void {
    if (this.problem !== null) return;
    const index = this.object.names.lastIndexOf(name);
    if (index >= 0) this.problem = misfit<T>(this.object.items[index], this.path + "." + name);
  }
}
