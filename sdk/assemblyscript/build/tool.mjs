// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from "node:util";
import { BuildError } from "./errors.mjs";

export class UsageError extends Error {}

/** The command line's values and positionals. */
export function parseOptions(options) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (e) {
    throw new UsageError(e.message);
  }
}

/** Runs a build tool: prints what it made as one line of JSON, or why it did not. */
export async function runTool(tool) {
  try {
    console.log(JSON.stringify(await tool()));
  } catch (e) {
    const isUsage = e instanceof UsageError;
    if (!isUsage && !(e instanceof BuildError)) throw e;
    console.error(`Error: ${e.message}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
