// SPDX-License-Identifier: Apache-2.0

import { ElementKind } from "assemblyscript/dist/assemblyscript.js";
import { docsOf } from "./docs.mjs";

/** Ids that the runtime knows by itself: Object, ArrayBuffer and String. */
const kLastReservedId = 2;

/** Types of the standard library that have a layout of their own, or none that can be read. */
const kContainers =
  /^~lib\/(array\/Array<|staticarray\/StaticArray<|map\/Map<|set\/Set<|(wasi_)?date\/(wasi_)?Date$|typedarray\/)/;
/** Not a type of values, but the way of a function to give several. */
const kStream = "~lib/@hypermode/modus-sdk-as/assembly/stream/Stream";
const kForeign = /^~lib\/(dataview\/DataView$|function\/Function|symbol\/)/;

/** Collects the types that cross between the runtime and an app. */
export class TypeCollector {
  /** @type {Map<string, object>} type string → description */
  #types = new Map();

  /**
   * Adds the type of a function's result, which may be a stream.
   * @returns {string | undefined} as for add()
   */
  addResult(type) {
    const cls = type.getClass();
    if (!isStream(cls) || type.isNullableReference) return this.add(type);
    const [element] = cls.typeArguments;
    const fields = [{ name: "value", type: element.toString() }];
    this.#types.set(cls.internalName, { id: cls.id, fields });
    return this.add(element);
  }

  /**
   * Adds a type with everything it consists of.
   * @returns {string | undefined} why the type cannot cross, or undefined when it can
   */
  add(type) {
    const cls = type.getClass();
    if (!cls) return isScalar(type) ? undefined : `the type '${type}' cannot cross it`;

    if (isStream(cls)) return "a Stream can only be a function's whole result";
    const name = cls.internalName;
    if (this.#types.has(name) || cls.id <= kLastReservedId) return isObject(cls);
    if (kForeign.test(name) || cls.kind === ElementKind.Interface) {
      return `the type '${type}' cannot cross it`;
    }
    const description = { id: cls.id };
    this.#types.set(name, description);
    if (!kContainers.test(name)) return this.#addFields(cls, description);
    return this.#addAll(cls.typeArguments ?? []);
  }

  #addAll(types) {
    for (const type of types) {
      const problem = this.add(type);
      if (problem) return problem;
    }
    return undefined;
  }

  #addFields(cls, description) {
    const fields = fieldsOf(cls);
    description.fields = fields.map((field) => ({
      name: field.name,
      type: field.type.toString(),
      docs: docsOf(field.declaration),
    }));
    description.docs = docsOf(cls.declaration);
    for (const field of fields) {
      const problem = this.add(field.type);
      if (problem) return `${problem} (field '${field.name}' of class '${cls.name}')`;
    }
    return undefined;
  }

  /** @returns {Record<string, object>} sorted by type string */
  toObject() {
    return Object.fromEntries([...this.#types].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function isScalar(type) {
  return type.isValue && !type.isVectorValue;
}

function isStream(cls) {
  return cls?.prototype.internalName === kStream;
}

/** The bare class Object has no layout that could be described. */
function isObject(cls) {
  return cls.id === 0 ? "the type 'Object' cannot cross it" : undefined;
}

/** The instance fields of a class in memory order, inherited and private ones included. */
export function fieldsOf(cls) {
  const fields = new Map();
  for (let owner = cls; owner; owner = owner.base) {
    for (const member of owner.members?.values() ?? []) {
      const field = member.kind === ElementKind.PropertyPrototype ? member.instance : member;
      const isStored = field?.kind === ElementKind.Property && field.isField;
      if (!isStored || field.memoryOffset < 0 || fields.has(field.memoryOffset)) continue;
      fields.set(field.memoryOffset, field);
    }
  }
  return [...fields.entries()].sort(([a], [b]) => a - b).map(([, field]) => field);
}
