// SPDX-License-Identifier: Apache-2.0

import { promises as fs } from "node:fs";
import path from "node:path";
import { BuildError } from "./errors.mjs";
import { sdkDir, toolchain, transformPath } from "./toolchain.mjs";

const kModusTransform = "@hypermode/modus-sdk-as/transform";
const kJsonTransform = "json-as/transform";
/** Mend and extend what json-as makes: see the comment in each. */
const kAfterJson = ["json_room.mjs", "json_commas.mjs", "json_fields.mjs"].map((name) =>
  path.join(sdkDir, "transform", name),
);
const kOutput = "out.wasm";

/** Where the compiler writes to: stderr, without the stack traces of failed transforms. */
const kMessages = {
  isTTY: process.stderr.isTTY,
  write: (text) => process.stderr.write(text.replace(/^ +at .*(file:|node:).*\n?/gm, "")),
};

/** Our own versions of files of toolchain packages: see the comment in each. */
const kPatches = new Set([path.join(sdkDir, "patches/json-as/lib/as-bs.ts")]);

/**
 * The transforms to run, each once: Modus's and json-as's always, others as the app lists them.
 * @param {string[]} listed
 */
export function transformsFor(listed) {
  const names = [kModusTransform, kJsonTransform, ...kAfterJson, ...listed.filter(isNeeded)];
  return [...new Set(names.map((name) => transformPath(name) ?? name))];
}

/** The transform of as-test makes reports of its own; `modus test` needs none. */
function isNeeded(transform) {
  return !/(^|\/)as-test(\/|$)/.test(transform);
}

/**
 * Compiles an app. The compiler's diagnostics go to stderr.
 * @param {{dir: string, asconfig: {options: {transform: string[]}}}} app
 * @param {"release" | "debug"} target
 * @param {string} entry the file whose exports become the module's
 * @param {Set<string>} inputs gets the files that the compiler reads or looks for, but for the toolchain's
 * @returns {Promise<Uint8Array>} the Wasm module
 */
export async function compile({ dir, asconfig }, target, entry = "assembly/index.ts", inputs = new Set()) {
  process.chdir(dir); // the compiler and its transforms resolve names from here
  const app = { dir: process.cwd(), asconfig, inputs };
  const asc = await loadCompiler();
  let wasm = null;
  const { error } = await asc
    .main([entry, "--target", target, "-o", kOutput, ...colorFlags()], {
      stdout: kMessages,
      stderr: kMessages,
      readFile: (name, dir) => readSource(app, path.resolve(dir, name)),
      listFiles: (name, dir) => listSources(app, path.resolve(dir, name)),
      writeFile: (name, data) => {
        if (name === kOutput) wasm = data;
        return true;
      },
    })
    .catch((error) => ({ error }));
  if (error) throw new BuildError(`The app was not built: ${firstLine(error)}`);
  if (!wasm) throw new BuildError("The compiler wrote no module.");
  return wasm;
}

// Left to itself the compiler also colours what goes to a file when it runs on a build server.
function colorFlags() {
  return process.stderr.isTTY ? [] : ["--noColors"];
}

async function loadCompiler() {
  try {
    return await import("assemblyscript/dist/asc.js");
  } catch (e) {
    throw new BuildError(
      `The compiler cannot be loaded: ${firstLine(e)} Run "npm ci" in ${sdkDir} and build again.`,
    );
  }
}

function firstLine(error) {
  return String(error.message).split("\n")[0];
}

/** Answers the compiler with the app's settings as the build understands them. */
async function readSource(app, file) {
  if (file === path.join(app.dir, "asconfig.json")) {
    const { options } = app.asconfig;
    const transform = transformsFor(options.transform);
    return JSON.stringify({ ...app.asconfig, options: { ...options, transform } });
  }
  const source = inToolchain(app, file);
  const text = await fs.readFile(source, "utf8").catch(() => null);
  if (isInput(source, text !== null)) app.inputs.add(source);
  return text;
}

/** The compiler also looks for sources where there are none: once they are there, they are read. */
function isInput(file, isThere) {
  const isPackage = file.includes(`${path.sep}node_modules${path.sep}`);
  return !file.startsWith(sdkDir + path.sep) && (isThere || !isPackage);
}

async function listSources(app, dir) {
  try {
    const names = await fs.readdir(inToolchain(app, dir));
    return names.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  } catch {
    return null;
  }
}

/** Maps a path in the app's node_modules to the toolchain's package of that name, if there is one. */
function inToolchain(app, file) {
  const modules = path.join(app.dir, "node_modules") + path.sep;
  if (!file.startsWith(modules)) return file;
  const parts = file.slice(modules.length).split(path.sep);
  const name = parts.splice(0, parts[0].startsWith("@") ? 2 : 1).join("/");
  const home = toolchain.get(name);
  if (!home) return file;
  const patch = path.join(sdkDir, "patches", name, ...parts);
  return kPatches.has(patch) ? patch : path.join(home, ...parts);
}
