// SPDX-License-Identifier: Apache-2.0

/** Adds a line to the log of the current call. Known levels: debug, info, warning, error, fatal. */
// @ts-expect-error: decorator
@external("modus_system", "logMessage")
export declare function logMessage(level: string, message: string): void;
