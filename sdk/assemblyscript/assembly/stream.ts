// SPDX-License-Identifier: Apache-2.0

// @ts-expect-error: decorator
@external("modus_streams", "push")
declare function hostPush(stream: usize): bool;

/**
 * The result of a function that gives values one after another. Such a function is a field of
 * Subscription: who subscribes gets each value as soon as it is pushed.
 */
// @ts-expect-error: decorator
@final
export class Stream<T> {
  /** What the runtime reads; the first field, as the interface with it says. */
  private value: T;

  /** What was pushed while nobody subscribed: in a test, or when another function called. */
  readonly values: T[] = [];

  constructor() {
    if (isReference<T>()) {
      this.value = changetype<T>(0);
    } else {
      this.value = <T>0;
    }
  }

  /**
   * Sends a value, and waits while the subscriber is slow. Does not return when the subscriber
   * has left: the call ends then.
   */
  push(value: T): void {
    this.value = value;
    if (!hostPush(changetype<usize>(this))) this.values.push(value);
  }
}
