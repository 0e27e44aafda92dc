// SPDX-License-Identifier: Apache-2.0

// Builds the test files of an AssemblyScript app, each to a module of its own:
//
//   node build_tests.mjs --app DIR --out DIR [PATTERN…]
//
// Only files whose path holds one of the patterns are built. Messages for people go to stderr; on
// success stdout is one line of JSON: {"tests": [{"file": path in the app, "wasm": path}, …]}.
// Exits with 0 on success, 1 when a file cannot be built, 2 on wrong arguments.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readApp } from "./app.mjs";
import { compile } from "./compile.mjs";
import { findTests } from "./find_tests.mjs";
import { checkDependencies, linkToolchain } from "./links.mjs";
import { UsageError, parseOptions, runTool } from "./tool.mjs";
import { checkToolchain } from "./toolchain.mjs";

await runTool(async () => {
  const { values, positionals } = parseOptions({ app: { type: "string" }, out: { type: "string" } });
  if (!values.app || !values.out) throw new UsageError("Say where the app is and where to build: --app DIR --out DIR");
  checkToolchain();
  const app = readApp(path.resolve(values.app));
  checkDependencies(app);
  linkToolchain(app.dir);

  const out = path.resolve(values.out);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const isWanted = (file) => positionals.length === 0 || positionals.some((part) => file.includes(part));
  const tests = [];
  for (const file of findTests(app.dir).filter(isWanted)) {
    const wasm = path.join(out, `${tests.length}.wasm`);
    writeFileSync(wasm, await compile(app, "debug", file));
    tests.push({ file, wasm });
  }
  return { tests };
});
