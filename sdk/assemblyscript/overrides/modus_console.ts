// SPDX-License-Identifier: Apache-2.0

import { logMessage } from "./modus/system";

// @ts-expect-error: decorator
@lazy const timers = new Map<string, u64>();

function elapsedMillis(start: u64): string {
  return ((process.hrtime() - start) / 1000000).toString() + "ms";
}

/** Replaces the global `console`: every line goes to the log of the current call. */
export namespace modus_console {
  export function assert<T>(condition: T, message: string = ""): void {
    if (!condition) logMessage("error", "Assertion failed: " + message);
  }

  export function log(message: string = ""): void {
    logMessage("", message);
  }

  export function debug(message: string = ""): void {
    logMessage("debug", message);
  }

  export function info(message: string = ""): void {
    logMessage("info", message);
  }

  export function warn(message: string = ""): void {
    logMessage("warning", message);
  }

  export function error(message: string = ""): void {
    logMessage("error", message);
  }

  export function time(label: string = "default"): void {
    if (timers.has(label)) {
      warn("console.time: the timer '" + label + "' is already running.");
      return;
    }
    timers.set(label, process.hrtime());
  }

  export function timeLog(label: string = "default"): void {
    if (!timers.has(label)) {
      warn("console.timeLog: there is no timer named '" + label + "'.");
      return;
    }
    log(label + ": " + elapsedMillis(timers.get(label)));
  }

  export function timeEnd(label: string = "default"): void {
    if (!timers.has(label)) {
      warn("console.timeEnd: there is no timer named '" + label + "'.");
      return;
    }
    log(label + ": " + elapsedMillis(timers.get(label)));
    timers.delete(label);
  }
}
