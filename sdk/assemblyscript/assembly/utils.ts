// SPDX-License-Identifier: Apache-2.0

import { parseJson as readJson } from "./json/reader";
import { TypedReader } from "./json/typed_reader";

/**
 * Tells whether a host function failed. The host then returns a null pointer, even where the
 * declared type is not nullable, and has logged the reason already.
 */
export function resultIsInvalid<T>(result: T): bool {
  return changetype<usize>(result) == 0;
}

/**
 * Ends the current call with an error that the caller of the function sees.
 * Does not return.
 */
export function throwUserError(message: string): void {
  console.error(message);
  process.exit(1);
}

/**
 * Parses JSON that came from elsewhere into a value of type T. Unlike JSON.parse, it ends the call
 * with an error that says where the text does not fit the type.
 * @param what Where the text comes from, for the error.
 * @param nullsAreMissing Whether null keeps the default of a field that cannot be null.
 */
export function parseJson<T>(
  text: string,
  what: string = "the text",
  nullsAreMissing: bool = false,
): T {
  const document = readJson(text);
  if (document === null) throwUserError(what + " is not JSON: " + excerpt(text));
  const reader = new TypedReader(text, nullsAreMissing);
  const value = reader.read<T>(document!, "");
  const problem = reader.problem;
  if (problem !== null) throwUserError(what + " does not fit " + withoutPaths(nameof<T>()) + ": " + problem);
  return value;
}

/** "Array<Item>" of "Array<assembly/index/Item>". */
function withoutPaths(type: string): string {
  let short = "";
  let start = 0;
  for (let i = 0; i < type.length; i++) {
    const character = type.charAt(i);
    if (character == "/") start = i + 1;
    if (character == "<" || character == ",") {
      short += type.substring(start, i + 1);
      start = i + 1;
    }
  }
  return short + type.substring(start);
}

function excerpt(text: string): string {
  return text.length > 200 ? text.substring(0, 200) + "…" : text;
}
