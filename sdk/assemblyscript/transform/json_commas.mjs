// SPDX-License-Identifier: Apache-2.0

// Runs after json-as. When all members of a class may be left out, the code that json-as makes for it
// writes a comma after each of them, the last one that is there included; this takes that one back.

import { NodeKind, Parser, Source, Tokenizer } from "assemblyscript/dist/assemblyscript.js";
import { Transform } from "assemblyscript/dist/transform.js";

/** How json-as begins to write the closing brace. */
const kClosing = "store<u16>(bs.offset, 125,";

export default class JsonCommasTransform extends Transform {
  /** @param {Parser} parser */
  afterParse(parser) {
    for (const source of parser.sources) visitAll(source.statements);
  }
}

function visitAll(statements) {
  for (const statement of statements) {
    if (statement.kind === NodeKind.NamespaceDeclaration) visitAll(statement.members);
    if (statement.kind === NodeKind.ClassDeclaration) mend(statement);
  }
}

function mend(cls) {
  const method = cls.members.find((member) => member.name.text === "__SERIALIZE");
  const statements = method?.body?.statements ?? [];
  const end = statements.findLastIndex(closesObject);
  const hasOptional = statements.slice(0, end).some((statement) => statement.kind === NodeKind.If);
  if (end >= 0 && hasOptional) statements.splice(end, 0, takeCommaBack(cls.range.source));
}

function closesObject({ range: { source, start, end } }) {
  return source.text.slice(start, end).startsWith(kClosing);
}

function takeCommaBack(source) {
  const code = "if (load<u16>(bs.offset - 2) == 44) bs.offset -= 2;";
  const text = new Source(source.sourceKind, source.normalizedPath, code);
  return new Parser().parseStatement(new Tokenizer(text), false);
}
