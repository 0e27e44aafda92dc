// SPDX-License-Identifier: Apache-2.0

import * as base64 from "as-base64/assembly";
import { TypedReader } from "./typed_reader";
import { JsonKind, JsonValue } from "./value";

/**
 * Makes typed values of JSON in the form that the host gives: members have the names of the fields,
 * all of them are there, maps are lists of {key, value}, and bytes are base64. So classes need
 * no @json; the compiler transform adds a method that names their fields to each of the app's.
 */
export class AnswerReader extends TypedReader {
  constructor(source: string) {
    super(source, false);
  }

  /** @param path Where the value stands in the document, such as ".items[2]"; empty for all. */
  answer<T>(value: JsonValue, path: string): T {
    if (isNullable<T>() && value.kind == JsonKind.Null) return changetype<T>(0);
    if (!isReference<T>() || isString<T>()) return this.read<T>(value, path);
    return changetype<T>(this.instanceOf<nonnull<T>>(value, path));
  }

  /** Called by the method that the compiler transform adds to the app's classes. */
  member<T>(object: usize, offset: usize, name: string): void {
    if (this.problem !== null) return;
    const member = this.owner!.find(name);
    if (member === null) return this.fail(this.ownerPath, 'should have a member "' + name + '"');
    const owner = this.owner!;
    const path = this.ownerPath;
    const value = this.answer<T>(member, path + "." + name);
    this.owner = owner;
    this.ownerPath = path;
    store<T>(object + offset, value);
    if (isManaged<T>() && changetype<usize>(value) != 0) __link(object, changetype<usize>(value), false);
  }

  /** The object whose members are being read. */
  private owner: JsonValue | null = null;
  private ownerPath: string = "";

  private instanceOf<T>(value: JsonValue, path: string): T {
    if (changetype<T>(0) instanceof Date) return this.read<T>(value, path);
    if (changetype<T>(0) instanceof Uint8Array) return changetype<T>(this.bytes(value, path));
    if (changetype<T>(0) instanceof ArrayBuffer) return changetype<T>(this.bytes(value, path).buffer);
    if (isArray<T>()) return changetype<T>(this.list<valueof<T>>(value, path));
    if (changetype<T>(0) instanceof Map) return this.entries(changetype<T>(0), value, path) as T;
    // @ts-expect-error: the compiler transform adds this
    if (isDefined(changetype<T>(0).__modus_members)) return this.record<T>(value, path);
    return unreachable(); // the transform has refused the type
  }

  private bytes(value: JsonValue, path: string): Uint8Array {
    if (!this.expect(value, JsonKind.String, "bytes as base64", path)) return new Uint8Array(0);
    return base64.decode(value.text);
  }

  private list<E>(value: JsonValue, path: string): E[] {
    const result: E[] = [];
    if (sizeof<E>() == 1 && isInteger<E>() && !isSigned<E>() && !isBoolean<E>()) {
      const bytes = this.bytes(value, path);
      for (let i = 0; i < bytes.length; i++) result.push(bytes[i] as E);
      return result;
    }
    if (!this.expect(value, JsonKind.Array, "an array", path)) return result;
    for (let item = value.first; item !== null; item = item!.next) {
      const element = this.answer<E>(item, path + "[" + result.length.toString() + "]");
      if (this.problem !== null) break;
      result.push(element);
    }
    return result;
  }

  private entries<K, V>(type: Map<K, V>, value: JsonValue, path: string): Map<K, V> {
    const result = new Map<K, V>();
    if (!this.expect(value, JsonKind.Array, "an array", path)) return result;
    let i = 0;
    for (let entry = value.first; entry !== null; entry = entry!.next) {
      const at = path + "[" + (i++).toString() + "]";
      const keyMember = entry.find("key");
      const valueMember = entry.find("value");
      if (keyMember === null || valueMember === null) this.fail(at, "should be a key and a value");
      if (this.problem !== null) break;
      const key = this.answer<K>(keyMember!, at + ".key");
      const element = this.answer<V>(valueMember!, at + ".value");
      if (this.problem !== null) break;
      result.set(key, element);
    }
    return result;
  }

  private record<T>(value: JsonValue, path: string): T {
    const result = changetype<T>(__new(offsetof<T>(), idof<T>()));
    if (!this.expect(value, JsonKind.Object, "an object", path)) return result;
    this.owner = value;
    this.ownerPath = path;
    // @ts-expect-error: see above
    result.__modus_members<AnswerReader>(this);
    return result;
  }
}
