// SPDX-License-Identifier: Apache-2.0

/** Writes a line of every level to the log. */
export function logEverything(text: string): void {
  console.log(text);
  console.debug(text);
  console.info(text);
  console.warn(text);
  console.error(text);
  console.assert(true, "not logged");
  console.assert(false, text);
  trace(text, 2, 1, 2.5);
}

/** Writes to standard output and standard error, as programs for WASI do. */
export function writeStreams(text: string): void {
  process.stdout.write(text + "\n");
  process.stderr.write("Warning: " + text + "\n");
}

export function timeSomething(): void {
  console.time("work");
  console.timeLog("work");
  console.timeEnd("work");
  console.timeEnd("work");
}
