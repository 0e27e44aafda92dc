// SPDX-License-Identifier: Apache-2.0

// Builds an AssemblyScript app:
//
//   node build.mjs --app DIR [--out DIR/build] [--target release|debug] [--inputs FILE]
//
// Writes DIR/build/<name>.wasm, and DIR/build/modus.json when the app has one; into FILE, whether or not
// the build succeeds, the paths of the files that it depends on, one a line. Messages for people go to stderr; on
// success stdout is one line of JSON: {"wasm": path, "bytes": n, "functions": [name, …]}.
// Exits with 0 on success, 1 when the app cannot be built, 2 on wrong arguments.

import path from "node:path";
import { readApp } from "./app.mjs";
import { compile } from "./compile.mjs";
import { checkDependencies, linkToolchain } from "./links.mjs";
import { functionNames, writeInputs, writeOutput } from "./output.mjs";
import { UsageError, parseOptions, runTool } from "./tool.mjs";
import { checkToolchain } from "./toolchain.mjs";

function parseArguments() {
  const { values, positionals } = parseOptions({
    app: { type: "string" },
    out: { type: "string" },
    inputs: { type: "string" },
    target: { type: "string", default: "release" },
  });
  if (positionals.length > 0) throw new UsageError(`Unexpected argument "${positionals[0]}".`);
  if (!values.app) throw new UsageError("Say which app to build: --app DIR");
  if (!["release", "debug"].includes(values.target)) {
    throw new UsageError(`--target is release or debug, not ${values.target}.`);
  }
  const app = path.resolve(values.app);
  const { inputs, target } = values;
  return { app, out: path.resolve(values.out ?? path.join(app, "build")), inputs, target };
}

await runTool(async () => {
  const { app: dir, out, inputs, target } = parseArguments();
  checkToolchain();
  const app = readApp(dir);
  checkDependencies(app);
  linkToolchain(dir);

  const read = new Set();
  const wasm = await compile(app, target, undefined, read).finally(() => {
    if (inputs) writeInputs(path.resolve(dir, inputs), read);
  });
  const functions = functionNames(wasm);
  if (functions.length === 0) {
    console.error("Warning: the app exports no functions, so its API is empty.");
  }
  const file = writeOutput(app, out, wasm);
  return { wasm: file, bytes: wasm.length, functions };
});
