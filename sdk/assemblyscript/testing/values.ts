// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";

export function equals<T>(a: T, b: T): bool {
  if (isFloat<T>()) return a == b || (a != a && b != b);
  if (isReference<T>()) {
    if (changetype<usize>(a) == changetype<usize>(b)) return true;
    if (changetype<usize>(a) == 0 || changetype<usize>(b) == 0) return false;
    if (isString<T>()) return a == b;
    if (isArrayLike<T>()) return equalItems<nonnull<T>>(changetype<nonnull<T>>(a), changetype<nonnull<T>>(b));
    // @ts-expect-error: json-as adds this to classes with @json
    if (isDefined(changetype<nonnull<T>>(a).__SERIALIZE)) return textOf<T>(a) == textOf<T>(b);
  }
  return a == b;
}

function equalItems<T>(a: T, b: T): bool {
  if (a.length != b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!equals<valueof<T>>(a[i], b[i])) return false;
  }
  return true;
}

/** The value as a person would write it. */
export function show<T>(value: T): string {
  if (isReference<T>()) {
    if (changetype<usize>(value) == 0) return "null";
    if (isString<T>()) return JSON.stringify<string>(changetype<string>(value));
    if (isArrayLike<T>()) return showItems<nonnull<T>>(changetype<nonnull<T>>(value));
    // @ts-expect-error: see above
    if (isDefined(changetype<nonnull<T>>(value).__SERIALIZE)) return textOf<T>(value);
    return "a " + nameof<T>();
  }
  if (isBoolean<T>()) return value ? "true" : "false";
  return value.toString();
}

function showItems<T>(items: T): string {
  let text = "";
  for (let i = 0; i < items.length; i++) text += (i > 0 ? ", " : "") + show<valueof<T>>(items[i]);
  return "[" + text + "]";
}

function textOf<T>(value: T): string {
  return JSON.stringify<nonnull<T>>(changetype<nonnull<T>>(value));
}
