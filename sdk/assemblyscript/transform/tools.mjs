// SPDX-License-Identifier: Apache-2.0

// Functions marked @tool: what models may call, and nobody else. They are exported under names
// that stand for no field of the app's API.

import { CommonFlags, DiagnosticCode, NodeKind } from "assemblyscript/dist/assemblyscript.js";
import { isApp } from "./extra_exports.mjs";
import { exportsOf } from "./exports.mjs";
import { decorator } from "./reader_methods.mjs";

export const kToolPrefix = "_modus_tool_";
/** The file that exports them; no app has one of that name. */
const kFile = "~modus_tools.ts";

/** Exports the tools of all the app's files. */
export function exportTools(parser) {
  const exports = [];
  for (const source of parser.sources) {
    if (!isApp(source)) continue;
    for (const statement of source.statements) {
      refuseWithin(parser, statement);
      if (!decorator(statement, "tool")) continue;
      if (statement.kind !== NodeKind.FunctionDeclaration || statement.typeParameters?.length > 0) {
        refuse(parser, statement);
        continue;
      }
      const name = statement.name.text;
      statement.flags |= CommonFlags.Export;
      exports.push(`export { ${name} as ${kToolPrefix}${name} } from "./${source.internalPath}";`);
    }
  }
  if (exports.length > 0) parser.parseFile(exports.join("\n"), kFile, true);
}

/** A tool in a class or a namespace would be none, without a word. */
function refuseWithin(parser, { members }) {
  for (const member of members ?? []) {
    if (decorator(member, "tool")) refuse(parser, member);
    refuseWithin(parser, member);
  }
}

function refuse(parser, { range }) {
  const problem = "Only a function that is not generic, and outside of classes and namespaces, can be a tool.";
  parser.error(DiagnosticCode.User_defined_0, range, problem);
}

/** Takes away the names by which the app's entry exports tools, too. */
export function hideTools(program, module, binaryen) {
  const all = [...exportsOf(program, module, binaryen)];
  const tools = new Set(all.filter(([name]) => name.startsWith(kToolPrefix)).map(([, instance]) => instance));
  for (const [name, instance] of all) {
    if (tools.has(instance) && !name.startsWith(kToolPrefix)) module.removeExport(name);
  }
}
