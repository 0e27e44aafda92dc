// SPDX-License-Identifier: Apache-2.0

// Compiles one file of an app as the entry of a module: node compile_file.mjs APP FILE WASM.
// Messages go to stderr; exits with 1 when the file cannot be compiled.

import { writeFileSync } from "node:fs";
import { readApp } from "./app.mjs";
import { compile } from "./compile.mjs";
import { BuildError } from "./errors.mjs";

const [app, file, wasm] = process.argv.slice(2);
try {
  writeFileSync(wasm, await compile(readApp(app), "debug", file));
} catch (e) {
  if (!(e instanceof BuildError)) throw e;
  console.error(`Error: ${e.message}`);
  process.exitCode = 1;
}
