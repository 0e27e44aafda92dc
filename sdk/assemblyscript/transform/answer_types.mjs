// SPDX-License-Identifier: Apache-2.0

// The types of answers that an app asks models for (Model.ask in assembly/models.ts): how they are
// read, and which there are.

import { DiagnosticCode, Range } from "assemblyscript/dist/assemblyscript.js";
import { isApp } from "./extra_exports.mjs";
import { fieldsOf as fieldsInMemory } from "./types.mjs";
import { addReaderMethod, fieldsOf, visitClasses } from "./reader_methods.mjs";

/** The SDK's function with which it names the type that it asks for. */
const kAsked = "~lib/@hypermode/modus-sdk-as/assembly/model_ask/answerType";
const kRead = /^~lib\/(string\/String|(wasi_)?date\/(wasi_)?Date|arraybuffer\/ArrayBuffer|typedarray\/Uint8Array)$/;
const kReadByElement = /^~lib\/(array\/Array|map\/Map)</;
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
 * The types asked for, by the names that the SDK's function gives them, or undefined when there are
 * none. They are added to `types`; one that the runtime cannot know is a compile error.
 * @returns {Record<string, string> | undefined} name → type as metadata spells it
 */
export function answerTypes(program, types) {
  const named = {};
  for (const { prototype, typeArguments } of program.instancesByName.values()) {
    if (prototype?.internalName !== kAsked) continue;
    const [type] = typeArguments;
    const name = nameOf(type);
    const spelled = type.toString();
    const other = named[name] !== undefined && named[name] !== spelled;
    const problem = other ? `so is one of type '${named[name]}', and their names are the same` : problemOf(types, type);
    if (problem) {
      const message = `A model is asked for a value of type '${spelled}', but ${problem}.`;
      const place = placeOfCall(program, type) ?? prototype.declaration.range;
      program.error(DiagnosticCode.User_defined_0, place, message);
    }
    named[name] = spelled;
  }
  const sorted = Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.length > 0 ? Object.fromEntries(sorted) : undefined;
}

/** What nameof<T>() gives, and whether it may be null. */
function nameOf(type) {
  const cls = type.getClass();
  if (!cls) return type.toString();
  return type.isNullableReference ? `${cls.name} | null` : cls.name;
}

/** Where the app writes `.ask<` and the type's name, if it does: elsewhere the type is a parameter. */
function placeOfCall(program, type) {
  const name = nameOf(type).match(/^\w+/)?.[0];
  for (const source of program.sources) {
    const found = isApp(source) ? source.text.match(new RegExp(`\\.ask<\\s*[\\w.]*\\b${name}\\b`)) : null;
    if (!found) continue;
    const place = new Range(found.index + 1, found.index + found[0].length);
    place.source = source;
    return place;
  }
  return undefined;
}

function problemOf(types, type) {
  return types.add(type) ?? unreadable(type, new Set());
}

/** Why assembly/json/answer_reader.ts cannot read a value of the type, or undefined when it can. */
function unreadable(type, seen) {
  const cls = type.getClass();
  if (!cls || seen.has(cls) || kRead.test(cls.internalName)) return undefined;
  seen.add(cls);
  if (kReadByElement.test(cls.internalName)) {
    return cls.typeArguments.map((element) => unreadable(element, seen)).find(Boolean);
  }
  if (!cls.getMember("__modus_members")) return `the type '${cls.internalName}' is no class of the app`;
  for (const field of fieldsInMemory(cls)) {
    const problem = unreadable(field.type, seen);
    if (problem) return `${problem} (field '${field.name}' of class '${cls.name}')`;
  }
  return undefined;
}
