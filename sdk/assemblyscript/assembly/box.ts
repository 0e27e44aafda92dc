// SPDX-License-Identifier: Apache-2.0

/**
 * A number or boolean that may be null: `Box<i32> | null`. The language's own never are, and strings
 * and objects can be without it. Wherever a value goes to or comes from outside of the module, it
 * is the number itself.
 */
// @ts-expect-error: decorator
@final
export class Box<T> {
  constructor(public value: T) {
    if (isReference<T>()) ERROR("a Box is for numbers and booleans; others can be null without one");
  }
}
