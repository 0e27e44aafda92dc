// SPDX-License-Identifier: Apache-2.0

import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError } from "./errors.mjs";

export const sdkDir = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

const kModules = path.join(sdkDir, "node_modules");

/**
 * The packages that a build always takes from here, by name: the compiler, its transforms and
 * the libraries that must fit them, in the versions that are known to work together.
 * @type {ReadonlyMap<string, string>}
 */
export const toolchain = new Map([
  ["@hypermode/modus-sdk-as", sdkDir],
  ["@assemblyscript/wasi-shim", path.join(kModules, "@assemblyscript/wasi-shim")],
  ["as-base64", path.join(kModules, "as-base64")],
  ["as-test", path.join(sdkDir, "testing/as-test")],
  ["assemblyscript", path.join(kModules, "assemblyscript")],
  ["json-as", path.join(kModules, "json-as")],
  ["try-as", path.join(kModules, "try-as")],
  ["xid-ts", path.join(kModules, "xid-ts")],
]);

/** Packages that editors and linters use and that a build does without. */
const kToolNames =
  /^(@types\/|@typescript-eslint\/|eslint|prettier|typescript|assemblyscript-|visitor-as)/;

/** @param {string} name */
export function isEditorTool(name) {
  return kToolNames.test(name);
}

export function checkToolchain() {
  const missing = [...toolchain].filter(([, dir]) => !existsSync(path.join(dir, "package.json")));
  if (missing.length > 0) {
    throw new BuildError(
      `The AssemblyScript toolchain is not installed. Run "npm ci" in ${sdkDir} and build again.`,
    );
  }
}

/** Where a transform of the toolchain is; null for one that is the app's own. */
export function transformPath(name) {
  switch (name) {
    case "@hypermode/modus-sdk-as/transform":
      return path.join(sdkDir, "transform/index.mjs");
    case "json-as":
    case "json-as/transform":
      return path.join(toolchain.get("json-as"), "transform/lib/index.js");
    case "try-as":
    case "try-as/transform":
      return path.join(toolchain.get("try-as"), "transform/lib/index.js");
    default:
      return null;
  }
}
