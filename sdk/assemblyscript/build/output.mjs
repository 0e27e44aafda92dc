// SPDX-License-Identifier: Apache-2.0

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BuildError } from "./errors.mjs";

/**
 * Writes the module and a copy of the manifest; a module of an app that has several has none of its
 * own. Each file is replaced in one step, so that a runtime that watches the folder never sees half
 * a file.
 * @param {{dir: string, shortName: string}} app
 * @returns {string} the path of the module
 */
export function writeOutput(app, outDir, wasm) {
  const file = path.join(outDir, `${app.shortName}.wasm`);
  try {
    mkdirSync(outDir, { recursive: true });
    const manifest = path.join(app.dir, "modus.json");
    if (existsSync(manifest)) replaceFile(path.join(outDir, "modus.json"), readFileSync(manifest));
    replaceFile(file, wasm);
  } catch (e) {
    throw new BuildError(`Cannot write to ${outDir}: ${e.message}`);
  }
  return file;
}

/**
 * Writes the list of the files that a build depends on.
 * @param {Iterable<string>} inputs absolute paths
 */
export function writeInputs(file, inputs) {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    replaceFile(file, [...inputs].sort().join("\n") + "\n");
  } catch (e) {
    throw new BuildError(`Cannot write to ${file}: ${e.message}`);
  }
}

function replaceFile(file, data) {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, data);
    renameSync(temporary, file);
  } catch (e) {
    rmSync(temporary, { force: true });
    throw e;
  }
}

/** The names of the functions that a module's metadata lists. */
export function functionNames(wasm) {
  const module = new WebAssembly.Module(wasm);
  const [section] = WebAssembly.Module.customSections(module, "modus_metadata");
  return section ? Object.keys(JSON.parse(new TextDecoder().decode(section)).fnExports) : [];
}
