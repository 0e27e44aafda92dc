// SPDX-License-Identifier: Apache-2.0

import { proc_exit } from "./bindings/wasi_snapshot_preview1";
import { logMessage } from "./modus/system";

let isAborting = false;

/** Replaces the global `abort`: logs what went wrong and where, then ends the call with code 255. */
export function modus_abort(
  message: string | null = null,
  fileName: string | null = null,
  lineNumber: u32 = 0,
  columnNumber: u32 = 0,
): void {
  // When the stack for references is used up, reporting aborts once more. This function keeps no
  // references there itself, and the second time it takes the whole stack back: the call is over.
  if (isAborting) {
    __stack_pointer = __heap_base;
    reportOverflow();
  } else {
    isAborting = true;
    report(changetype<usize>(message), changetype<usize>(fileName), lineNumber, columnNumber);
  }
  proc_exit(255);
}

function reportOverflow(): void {
  logMessage("fatal", "Stack overflow");
}

function report(message: usize, fileName: usize, lineNumber: u32, columnNumber: u32): void {
  let text = message ? changetype<string>(message) : "abort()";
  if (fileName) {
    const place = changetype<string>(fileName) + ":" + lineNumber.toString();
    text += " at " + place + ":" + columnNumber.toString();
  }
  logMessage("fatal", text);
}
