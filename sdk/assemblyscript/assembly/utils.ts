// SPDX-License-Identifier: Apache-2.0

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
