// SPDX-License-Identifier: Apache-2.0

// What `modus test` offers to the module of a test file, and to no other.

// @ts-expect-error: decorator
@external("modus_test", "begin")
export declare function begin(name: string): void;

/** Ends what began last. */
// @ts-expect-error: decorator
@external("modus_test", "end")
export declare function end(): void;

/** Reports a failure; the test goes on. Line 0: unknown. */
// @ts-expect-error: decorator
@external("modus_test", "fail")
export declare function fail(message: string, line: i32): void;
