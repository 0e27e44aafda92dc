// SPDX-License-Identifier: Apache-2.0

import * as base64 from "as-base64/assembly";

/** The base64 of an ArrayBuffer or a Uint8Array; a string is taken to be base64 already. */
export function toBase64<T>(data: T): string {
  if (isString<T>()) return data as string;
  if (data instanceof ArrayBuffer) return base64.encode(Uint8Array.wrap(data));
  if (data instanceof Uint8Array) return base64.encode(data);
  ERROR("The data must be a string, an ArrayBuffer or a Uint8Array.");
}
