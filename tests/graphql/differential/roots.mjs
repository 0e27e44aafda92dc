// SPDX-License-Identifier: Apache-2.0

// What resolvers yield for a request, as one tree: the field `f` of an object `P` is `P["f"]`. Objects in it that stand
// for something else: `{"$error": text}` for a resolver that fails, `{"$args": true}` for its arguments.

import { getNamedType, isAbstractType, isEnumType, isLeafType, isListType, isNonNullType, visit } from "graphql";

import { anyJson } from "./values.mjs";

// Of each type, what it is and what it can never be.
const LEAVES = {
  Int: [[0, 1, -5, 2147483647], ["text", 1.5, 2147483648, {}, []]],
  Float: [[0, 0.5, -2.25, 1e21, 7], ["text", {}, []]],
  String: [["", "text", 'a "quote"', "日本 😀"], [{}, [], ["a"]]],
  Boolean: [[true, false], ["text", {}, []]],
  ID: [["", "a1", 7], [1.5, {}, []]],
};
const MAX_OBJECTS = 60;

class Maker {
  constructor(random, schema, document) {
    this.random = random;
    this.schema = schema;
    this.trouble = random.pick([0, 0, 1, 4]);  // in a hundred values
    this.left = MAX_OBJECTS;
    this.fields = new Set();
    visit(document, { Field: (node) => void this.fields.add(node.name.value) });
  }

  fails(times = 1) {
    return this.random.fraction() * 100 < this.trouble * times;
  }

  object(type) {
    this.left -= 1;
    const made = {};
    for (const field of Object.values(type.getFields())) {
      if (this.fields.has(field.name) && !this.random.oneIn(40)) made[field.name] = this.resolved(field);
    }
    return made;
  }

  resolved(field) {
    if (this.fails()) return { $error: `${field.name} failed` };
    if (field.args.length > 0 && getNamedType(field.type).name === "JSON" && !isListType(field.type)) return { $args: true };
    return this.value(field.type);
  }

  value(type) {
    const { random } = this;
    if (isNonNullType(type)) return this.fails() ? null : this.present(type.ofType);
    return random.oneIn(10) || this.fails(2) ? null : this.present(type);
  }

  present(type) {
    const { random } = this;
    if (isListType(type)) {
      if (this.fails()) return random.pick(["no list", 5, {}]);
      const item = () => (this.fails() ? { $error: "item failed" } : this.value(type.ofType));
      return random.times(0, this.left > 0 ? 3 : 0, item);
    }
    if (isEnumType(type)) return this.fails(2) ? random.pick(["UNKNOWN", 5, {}]) : random.pick(type.getValues()).name;
    if (isLeafType(type)) {
      const [right, wrong] = LEAVES[type.name] ?? [];
      if (!right) return anyJson(random) ?? 0;
      return random.pick(this.fails(2) ? wrong : right);
    }
    if (this.left <= 0) return null;
    if (this.fails()) return random.pick(["no object", 7]);
    if (!isAbstractType(type)) return this.object(type);
    const possible = this.schema.getPossibleTypes(type);
    if (this.fails(2) || possible.length === 0) return random.pick([{}, { __typename: "Unknown" }, { __typename: "String" }]);
    const actual = random.pick(possible);
    return { __typename: actual.name, ...this.object(actual) };
  }
}

/** A tree for the root type, holding what the document may ask for. */
export const makeRoot = (random, schema, type, document) => new Maker(random, schema, document).object(type);

const WRONG = [null, 1, -1, 1.5, 2147483648, "text", "", true, [], [null], {}, { unknown: 1 }, [["a"]], { a: { b: [1] } }];

/** The variables with one place in them changed to what it may not be. */
export function damageVariables(random, variables) {
  const broken = structuredClone(variables);
  let holder = broken;
  let key = random.pick(Object.keys(broken));
  if (key === undefined) return { unknown: 1 };
  while (holder[key] !== null && typeof holder[key] === "object" && !random.oneIn(3)) {
    const keys = Object.keys(holder[key]);
    if (keys.length === 0) break;
    holder = holder[key];
    key = random.pick(keys);
  }
  const way = random.weighted({ replace: 6, remove: 2, add: 1 });
  if (way === "remove" && !Array.isArray(holder)) delete holder[key];
  else if (way === "add" && !Array.isArray(holder)) holder.unknown = random.pick(WRONG);
  else holder[key] = structuredClone(random.pick(WRONG));
  return broken;
}
