// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import { NodeKind, SourceKind } from "assemblyscript/dist/assemblyscript.js";

const kSdk = "@hypermode/modus-sdk-as";

/** What the runtime calls in an app, by what the app imports. */
const kExtras = [
  { from: [kSdk], names: new Set(["agents", "Agent"]), file: "assembly/exports.ts" },
  { from: [`${kSdk}/testing`, "as-test", "as-test/assembly"], file: "testing/exports.ts" },
];

/** Exports what the runtime calls in agents and in tests from an app that has any. */
export function addExtraExports(parser) {
  const imports = parser.sources
    .filter(isApp)
    .flatMap(({ statements }) => statements.filter(({ kind }) => kind === NodeKind.Import));
  for (const extra of kExtras) {
    if (!imports.some((statement) => takesFrom(statement, extra))) continue;
    const text = readFileSync(new URL(`../${extra.file}`, import.meta.url), "utf8");
    parser.parseFile(text, `~lib/${kSdk}/${extra.file}`, true); // as an entry: all it exports is
  }
}

export function isApp({ sourceKind }) {
  return sourceKind === SourceKind.User || sourceKind === SourceKind.UserEntry;
}

function takesFrom({ path, declarations }, { from, names }) {
  if (!from.includes(path.value)) return false;
  return !names || !declarations || declarations.some(({ foreignName }) => names.has(foreignName.text));
}
