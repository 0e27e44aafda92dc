// SPDX-License-Identifier: Apache-2.0

import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { BuildError } from "./errors.mjs";

const kPluginConfig = "./node_modules/@hypermode/modus-sdk-as/plugin.asconfig.json";

/** @param {string} file */
function readJsonObject(file) {
  let value;
  try {
    value = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch (e) {
    throw new BuildError(`${file} cannot be read as JSON: ${e.message}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new BuildError(`${file} must contain a JSON object.`);
  }
  return value;
}

/**
 * Reads what the build needs to know of an app and checks that its files are there.
 * @param {string} dir the app's folder
 */
export function readApp(dir) {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) {
    throw new BuildError(`There is no folder ${dir}.`);
  }
  const packageFile = path.join(dir, "package.json");
  if (!existsSync(packageFile)) {
    throw new BuildError(`There is no package.json in ${dir}. An AssemblyScript app needs one.`);
  }
  const manifest = readJsonObject(packageFile);
  const { name, dependencies = {} } = manifest;
  if (typeof name !== "string" || !/^(@[^/@\s]+\/)?[^/@\s\\]+$/.test(name)) {
    throw new BuildError(`${packageFile} must give the app a "name".`);
  }
  if (!existsSync(path.join(dir, "assembly/index.ts"))) {
    throw new BuildError(`There is no assembly/index.ts in ${dir}.`);
  }
  return { dir, shortName: name.split("/").at(-1), dependencies, asconfig: readAsconfig(dir) };
}

/** An app without asconfig.json gets the plugin's settings. */
function readAsconfig(dir) {
  const file = path.join(dir, "asconfig.json");
  const config = existsSync(file) ? readJsonObject(file) : {};
  const { options = {} } = config;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new BuildError(`"options" in ${file} must be an object.`);
  }
  const transform = options.transform ?? [];
  const transforms = typeof transform === "string" ? [transform] : transform;
  if (!Array.isArray(transforms) || transforms.some((t) => typeof t !== "string")) {
    throw new BuildError(`"options.transform" in ${file} must be a list of names.`);
  }
  return {
    ...config,
    extends: config.extends ?? kPluginConfig,
    options: { ...options, transform: transforms },
  };
}
