// SPDX-License-Identifier: Apache-2.0

// Runs after json-as. Gives every class that JSON.parse reads field by field a method that names
// these fields to the SDK, which reads them with better errors (assembly/json/typed_reader.ts).

import { Transform } from "assemblyscript/dist/transform.js";
import { addReaderMethod, decorator, fieldsOf, visitClasses } from "./reader_methods.mjs";

export default class JsonFieldsTransform extends Transform {
  /** @param {import("assemblyscript/dist/assemblyscript.js").Parser} parser */
  afterParse(parser) {
    for (const source of parser.sources) visitClasses(source.statements, addFields);
  }
}

function addFields(cls) {
  if (!isReadByField(cls)) return;
  const fields = fieldsOf(cls)
    .filter((field) => !decorator(field, "omit"))
    .map((field) => ({ field, name: jsonName(field) }));
  addReaderMethod(cls, "__modus_fields", "field", fields);
}

function isReadByField({ members }) {
  return (
    members.some((member) => member.name.text === "__DESERIALIZE") &&
    !members.some((member) => decorator(member, "deserializer"))
  );
}

function jsonName(field) {
  const alias = decorator(field, "alias");
  return alias ? String(alias.args[0].value) : field.name.text;
}
