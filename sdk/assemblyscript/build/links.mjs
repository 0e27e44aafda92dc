// SPDX-License-Identifier: Apache-2.0

import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { BuildError } from "./errors.mjs";
import { isEditorTool, toolchain } from "./toolchain.mjs";

/**
 * Makes the toolchain's packages visible in an app's node_modules, for editors and for the
 * literal paths in asconfig.json. What the app installed itself stays as it is.
 * @param {string} appDir
 */
export function linkToolchain(appDir) {
  for (const [name, target] of toolchain) {
    if (target === appDir) continue;
    const link = path.join(appDir, "node_modules", name);
    const state = lstatSync(link, { throwIfNoEntry: false });
    if (state && !state.isSymbolicLink()) continue;
    if (state && readlinkSync(link) === target) continue;
    try {
      mkdirSync(path.dirname(link), { recursive: true });
      if (state) rmSync(link);
      symlinkSync(target, link, "dir");
    } catch (e) {
      throw new BuildError(`Cannot link ${link} to ${target}: ${e.message}`);
    }
  }
}

/**
 * Checks that the app's other dependencies are installed.
 * @param {{dir: string, dependencies: Record<string, string>}} app
 */
export function checkDependencies(app) {
  const missing = Object.keys(app.dependencies).filter(
    (name) => !toolchain.has(name) && !isEditorTool(name) && !isInstalled(app.dir, name),
  );
  if (missing.length > 0) {
    throw new BuildError(
      `Packages that the app depends on are not installed: ${missing.join(", ")}. ` +
        `Run "npm install ${missing.join(" ")}" in ${app.dir} and build again.`,
    );
  }
}

/** Looks in the app's node_modules and in those of the folders above. */
function isInstalled(dir, name) {
  if (existsSync(path.join(dir, "node_modules", name))) return true;
  const parent = path.dirname(dir);
  return parent !== dir && isInstalled(parent, name);
}
