// SPDX-License-Identifier: Apache-2.0

import { readdirSync } from "node:fs";
import path from "node:path";

const kTestFile = /(\.(spec|test)|(^|\/)__tests__\/.*)\.ts$/;

/** Whether a source is a test: `*.spec.ts`, `*.test.ts`, and whatever lies in a folder `__tests__`. */
export function isTestFile(file) {
  return kTestFile.test(file) && !file.endsWith(".d.ts");
}

/**
 * The test files of an app.
 * @returns {string[]} relative to the app's folder, sorted
 */
export function findTests(appDir) {
  return readdirSync(path.join(appDir, "assembly"), { recursive: true })
    .map((file) => path.join("assembly", file))
    .filter(isTestFile)
    .sort();
}
