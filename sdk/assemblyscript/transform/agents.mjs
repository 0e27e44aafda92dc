// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from "node:fs";
import { NodeKind, SourceKind } from "assemblyscript/dist/assemblyscript.js";

const kSdk = "@hypermode/modus-sdk-as";
const kNames = new Set(["agents", "Agent"]);
const kExports = new URL("../assembly/exports.ts", import.meta.url);

/** Exports what the runtime calls in agents from an app that uses agents. */
export function exportAgentCalls(parser) {
  const { sources } = parser;
  if (!sources.some((source) => isApp(source) && source.statements.some(importsAgents))) return;
  const path = `~lib/${kSdk}/assembly/exports.ts`;
  parser.parseFile(readFileSync(kExports, "utf8"), path, true); // as an entry: all it exports is
}

function isApp({ sourceKind }) {
  return sourceKind === SourceKind.User || sourceKind === SourceKind.UserEntry;
}

function importsAgents(statement) {
  if (statement.kind !== NodeKind.Import || statement.path.value !== kSdk) return false;
  const { declarations } = statement;
  return !declarations || declarations.some(({ foreignName }) => kNames.has(foreignName.text));
}
