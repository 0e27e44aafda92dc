// SPDX-License-Identifier: Apache-2.0

// Runs after json-as. Gives every class that JSON.parse reads field by field a method that names
// these fields to the SDK, which reads them with better errors (assembly/json/typed_reader.ts).

import { CommonFlags, NodeKind, Parser, Source, Tokenizer } from "assemblyscript/dist/assemblyscript.js";
import { Transform } from "assemblyscript/dist/transform.js";

const kMethod = "__modus_fields";

export default class JsonFieldsTransform extends Transform {
  /** @param {Parser} parser */
  afterParse(parser) {
    for (const source of parser.sources) visitAll(source.statements);
  }
}

function visitAll(statements) {
  for (const statement of statements) {
    if (statement.kind === NodeKind.NamespaceDeclaration) visitAll(statement.members);
    if (statement.kind === NodeKind.ClassDeclaration && isReadByField(statement)) {
      statement.members.push(methodOf(statement));
    }
  }
}

function isReadByField({ members }) {
  const isOwn = (member) => member.decorators?.some((d) => nameOf(d) === "deserializer");
  return members.some((member) => member.name.text === "__DESERIALIZE") && !members.some(isOwn);
}

function nameOf(decorator) {
  return decorator.name.text;
}

function methodOf(cls) {
  const calls = cls.members.filter(isRead).map((field) => {
    const offset = `offsetof<this>(${JSON.stringify(field.name.text)})`;
    const name = JSON.stringify(jsonName(field));
    return `reader.field<${textOf(field.type)}>(changetype<usize>(this), ${offset}, ${name});`;
  });
  if (cls.extendsType) {
    calls.unshift(`if (isDefined(super.${kMethod})) super.${kMethod}<R>(reader);`);
  }
  const { sourceKind, normalizedPath } = cls.range.source;
  const text = `${kMethod}<R>(reader: R): void { ${calls.join(" ")} }`;
  const source = new Source(sourceKind, normalizedPath, text);
  return new Parser().parseClassMember(new Tokenizer(source), cls);
}

function isRead(member) {
  if (member.kind !== NodeKind.FieldDeclaration || !member.type) return false;
  if (member.flags & CommonFlags.Static) return false;
  return !member.decorators?.some((decorator) => nameOf(decorator) === "omit");
}

function jsonName(field) {
  const alias = field.decorators?.find((decorator) => nameOf(decorator) === "alias");
  return alias ? String(alias.args[0].value) : field.name.text;
}

function textOf(type) {
  const { source, start, end } = type.range;
  return source.text.slice(start, end);
}
