// SPDX-License-Identifier: Apache-2.0

// Builds the test files of an AssemblyScript app, each to a module of its own:
//
//   node build_tests.mjs --app DIR --out DIR [PATTERN…]
//
// Only files whose path holds one of the patterns are built. Messages for people go to stderr; on
// success stdout is one line of JSON: {"tests": [{"file": path in the app, "wasm": path}, …]}.
// Exits with 0 on success, 1 when a file cannot be built, 2 on wrong arguments.

import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readApp } from "./app.mjs";
import { BuildError } from "./errors.mjs";
import { findTests } from "./find_tests.mjs";
import { checkDependencies, linkToolchain } from "./links.mjs";
import { UsageError, parseOptions, runTool } from "./tool.mjs";
import { checkToolchain } from "./toolchain.mjs";

const kCompileFile = fileURLToPath(new URL("compile_file.mjs", import.meta.url));

/** Compiles in a process of its own: json-as remembers the classes it has seen. */
function compileApart(dir, { file, wasm }) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [kCompileFile, dir, file, wasm], (error, _, stderr) => {
      process.stderr.write(stderr);
      if (error) reject(new BuildError(`${file} was not built.`));
      else resolve();
    });
  });
}

/** Builds the tests, so many at a time as there are cores. */
async function compileAll(dir, tests) {
  const waiting = [...tests];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await compileApart(dir, next);
  };
  await Promise.all(os.cpus().map(work));
}

await runTool(async () => {
  const { values, positionals } = parseOptions({ app: { type: "string" }, out: { type: "string" } });
  if (!values.app || !values.out) {
    throw new UsageError("Say where the app is and where to build: --app DIR --out DIR");
  }
  checkToolchain();
  const app = readApp(path.resolve(values.app));
  checkDependencies(app);
  linkToolchain(app.dir);

  const out = path.resolve(values.out);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const isWanted = (file) => positionals.length === 0 || positionals.some((part) => file.includes(part));
  const tests = findTests(app.dir)
    .filter(isWanted)
    .map((file, i) => ({ file, wasm: path.join(out, `${i}.wasm`) }));
  await compileAll(app.dir, tests);
  return { tests };
});
