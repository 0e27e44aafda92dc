// SPDX-License-Identifier: Apache-2.0

// Runs after json-as. Gives every class that JSON.parse reads field by field a method that names
// these fields to the SDK, which reads them with better errors (assembly/json/typed_reader.ts). Classes
// with a deserializer of their own are marked, lest one be read by the fields of the class it extends.

import { Transform } from "assemblyscript/dist/transform.js";
import { addMember, addReaderMethod, decorator, fieldsOf, visitClasses } from "./reader_methods.mjs";

export default class JsonFieldsTransform extends Transform {
  /** @param {import("assemblyscript/dist/assemblyscript.js").Parser} parser */
  afterParse(parser) {
    for (const source of parser.sources) visitClasses(source.statements, addFields);
  }
}

function addFields(cls) {
  if (!cls.members.some((member) => member.name.text === "__DESERIALIZE")) return;
  if (cls.members.some((member) => decorator(member, "deserializer"))) {
    addMember(cls, "__modus_reads_itself(): void {}");
    return;
  }
  const fields = fieldsOf(cls)
    .filter((field) => !decorator(field, "omit"))
    .map((field) => ({ field, name: jsonName(field) }));
  addReaderMethod(cls, "__modus_fields", "field", fields);
}

function jsonName(field) {
  const alias = decorator(field, "alias");
  return alias ? String(alias.args[0].value) : field.name.text;
}
