// SPDX-License-Identifier: Apache-2.0

// The types of answers that an app asks models for (Model.ask in assembly/models.ts): how they are
// read, and which there are.

import { DiagnosticCode } from "assemblyscript/dist/assemblyscript.js";
import { isApp } from "./extra_exports.mjs";
import { addReaderMethod, fieldsOf, visitClasses } from "./reader_methods.mjs";

/** The SDK's function with which it names the type that it asks for. */
const kAsked = "~lib/@hypermode/modus-sdk-as/assembly/model_ask/answerType";
const kBase = 'ERROR("A model cannot be asked for a class whose base class is not one of the app.");';

/** Gives the app's classes a method that names their fields to assembly/json/answer_reader.ts. */
export function addAnswerMembers(parser) {
  for (const source of parser.sources) {
    if (isApp(source)) visitClasses(source.statements, addMembers);
  }
}

function addMembers(cls) {
  const fields = fieldsOf(cls).map((field) => ({ field, name: field.name.text }));
  addReaderMethod(cls, "__modus_members", "member", fields, kBase);
}

/**
 * The types asked for, as metadata names them, or undefined when there are none. They are added to
 * `types`; one that the runtime cannot know is a compile error.
 */
export function answerTypes(program, types) {
  const names = new Set();
  for (const { prototype, typeArguments } of program.instancesByName.values()) {
    if (prototype?.internalName !== kAsked) continue;
    const [type] = typeArguments;
    const problem = types.add(type);
    if (problem) {
      const message = `A model cannot be asked for a value of type '${type}': ${problem}.`;
      program.error(DiagnosticCode.User_defined_0, prototype.declaration.range, message);
    }
    names.add(type.toString());
  }
  return names.size > 0 ? [...names].sort() : undefined;
}
