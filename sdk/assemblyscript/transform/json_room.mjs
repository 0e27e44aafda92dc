// SPDX-License-Identifier: Apache-2.0

// Runs after json-as. The code that json-as makes for a class with its own @serializer copies the
// serializer's text into the JSON buffer without reserving room; this adds the reservation.

import { NodeKind, Parser, Source, Tokenizer } from "assemblyscript/dist/assemblyscript.js";
import { Transform } from "assemblyscript/dist/transform.js";

export default class JsonRoomTransform extends Transform {
  /** @param {Parser} parser */
  afterParse(parser) {
    for (const source of parser.sources) visitAll(source.statements);
  }
}

function visitAll(statements) {
  for (const statement of statements) {
    if (statement.kind === NodeKind.NamespaceDeclaration) visitAll(statement.members);
    if (statement.kind === NodeKind.ClassDeclaration) reserveIn(statement);
  }
}

function reserveIn(cls) {
  const method = cls.members.find((member) => member.name.text === "__SERIALIZE");
  const statements = method?.body?.statements;
  const size = statements?.findIndex(declaresDataSize) ?? -1;
  if (size >= 0) statements.splice(size + 1, 0, reservation(cls.range.source));
}

function declaresDataSize(statement) {
  if (statement.kind !== NodeKind.Variable) return false;
  return statement.declarations.some((declaration) => declaration.name.text === "dataSize");
}

function reservation(source) {
  const text = new Source(source.sourceKind, source.normalizedPath, "bs.proposeSize(dataSize);");
  return new Parser().parseStatement(new Tokenizer(text), false);
}
