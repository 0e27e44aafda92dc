// SPDX-License-Identifier: Apache-2.0

import { readdirSync } from "node:fs";
import path from "node:path";

const kTestFile = /\.(spec|test)\.ts$/;

/**
 * The test files of an app: `*.spec.ts`, `*.test.ts`, and whatever lies in a folder `__tests__`.
 * @returns {string[]} relative to the app's folder, sorted
 */
export function findTests(appDir) {
  return readdirSync(path.join(appDir, "assembly"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isTest(entry))
    .map((entry) => path.relative(appDir, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function isTest({ name, parentPath, path: folder }) {
  if (!name.endsWith(".ts") || name.endsWith(".d.ts")) return false;
  return kTestFile.test(name) || (parentPath ?? folder).split(path.sep).includes("__tests__");
}
