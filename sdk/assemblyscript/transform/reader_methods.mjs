// SPDX-License-Identifier: Apache-2.0

// Methods that name the fields of a class to a reader of the SDK, which stores what it reads there.

import { ASTBuilder, CommonFlags, NodeKind, Parser, Source, Tokenizer } from "assemblyscript/dist/assemblyscript.js";

/** Calls `visit` with each class declaration, those in namespaces included. */
export function visitClasses(statements, visit) {
  for (const statement of statements) {
    if (statement.kind === NodeKind.NamespaceDeclaration) visitClasses(statement.members, visit);
    if (statement.kind === NodeKind.ClassDeclaration) visit(statement);
  }
}

/** The fields that every instance of the class has of its own. */
export function fieldsOf({ members }) {
  return members.filter(
    ({ kind, type, flags }) => kind === NodeKind.FieldDeclaration && type && !(flags & CommonFlags.Static),
  );
}

/** Whether the class, or a member of it, has the decorator. */
export function decorator({ decorators }, name) {
  return decorators?.find((decorator) => decorator.name.text === name);
}

/**
 * Adds `method` to the class. It calls `call` of its reader with the type, the object, the offset
 * and the name of each field; first come the fields of the base class, if it has the method, else
 * `otherwise` is compiled.
 * @param {{field: object, name: string}[]} fields
 */
export function addReaderMethod(cls, method, call, fields, otherwise = "") {
  const calls = fields.map(({ field, name }) => {
    const offset = `offsetof<this>(${JSON.stringify(field.name.text)})`;
    return `reader.${call}<${ASTBuilder.build(field.type)}>(changetype<usize>(this), ${offset}, ${JSON.stringify(name)});`;
  });
  if (cls.extendsType) {
    calls.unshift(`if (isDefined(super.${method})) super.${method}<R>(reader); else { ${otherwise} }`);
  }
  addMember(cls, `${method}<R>(reader: R): void { ${calls.join(" ")} }`);
}

/** Adds the member whose source is `text` to the class. */
export function addMember(cls, text) {
  const { sourceKind, normalizedPath } = cls.range.source;
  const source = new Source(sourceKind, normalizedPath, text);
  cls.members.push(new Parser().parseClassMember(new Tokenizer(source), cls));
}
