// SPDX-License-Identifier: Apache-2.0

// Runs after json-as. Gives every class that JSON.parse reads field by field a method that names
// these fields to the SDK, which reads them with better errors (assembly/json/typed_reader.ts). Classes
// with a deserializer of their own are marked, lest one be read by the fields of the class it extends.

import { CommonFlags, NodeKind, Parser, Source, Tokenizer } from "assemblyscript/dist/assemblyscript.js";
import { Transform } from "assemblyscript/dist/transform.js";

const kMethod = "__modus_fields";
const kMark = "__modus_reads_itself";

export default class JsonFieldsTransform extends Transform {
  /** @param {Parser} parser */
  afterParse(parser) {
    for (const source of parser.sources) visitAll(source.statements);
  }
}

function visitAll(statements) {
  for (const statement of statements) {
    if (statement.kind === NodeKind.NamespaceDeclaration) visitAll(statement.members);
    if (statement.kind === NodeKind.ClassDeclaration && isRead(statement)) {
      statement.members.push(readsItself(statement) ? markOf(statement) : methodOf(statement));
    }
  }
}

function isRead({ members }) {
  return members.some((member) => member.name.text === "__DESERIALIZE");
}

function readsItself({ members }) {
  return members.some((member) => member.decorators?.some((d) => nameOf(d) === "deserializer"));
}

function markOf(cls) {
  return parseMember(cls, `${kMark}(): void {}`);
}

function nameOf(decorator) {
  return decorator.name.text;
}

function methodOf(cls) {
  const calls = cls.members.filter(isReadField).map((field) => {
    const offset = `offsetof<this>(${JSON.stringify(field.name.text)})`;
    const name = JSON.stringify(jsonName(field));
    return `reader.field<${textOf(field.type)}>(changetype<usize>(this), ${offset}, ${name});`;
  });
  if (cls.extendsType) {
    calls.unshift(`if (isDefined(super.${kMethod})) super.${kMethod}<R>(reader);`);
  }
  return parseMember(cls, `${kMethod}<R>(reader: R): void { ${calls.join(" ")} }`);
}

function parseMember(cls, text) {
  const { sourceKind, normalizedPath } = cls.range.source;
  const source = new Source(sourceKind, normalizedPath, text);
  return new Parser().parseClassMember(new Tokenizer(source), cls);
}

function isReadField(member) {
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
