// SPDX-License-Identifier: Apache-2.0

// Breaks a document at the level of its syntax tree, as people and tools do: each way aims at one rule or a few.

import { isCompositeType, parse } from "graphql";

import { literalOfJson, objectLiteral } from "./values.mjs";

const name = (value) => ({ kind: "Name", value });
const namedType = (value) => ({ kind: "NamedType", name: name(value) });
const field = (value, more) => ({ kind: "Field", name: name(value), ...more });

const DEFINITIONS = [
  "type Query { more: Int }", "extend type User { more: Int }", "scalar More", "directive @more on FIELD",
  "enum More { A }", "schema { query: Query }", "extend schema @more", "input More { a: Int }", "union More = User",
].map((text) => parse(text).definitions[0]);

const LITERALS = [
  "null", "1", "-7", "2147483648", "99999999999999999999", "1.5", "true", '"text"', '""', "RED", "UNKNOWN", "[]", "[1, null]",
  '[["a"]]', "{}", "{id: 1}", '{name: "x", unknown: {a: [1]}}', "$v0", "$unknown",
].map((text) => parse(`{ f(a: ${text}) }`).definitions[0].selectionSet.selections[0].arguments[0].value);

const SKIP = parse("{ f @skip(if: true) }").definitions[0].selectionSet.selections[0].directives[0];

const copy = (node) => JSON.parse(JSON.stringify(node));

/** The document has no part of the kind that was to be broken. */
class NothingThere extends Error {}

/** The parts of a document by kind. */
class Parts {
  constructor(document) {
    this.byKind = new Map();
    this.lists = new Map();  // node → the list that it stands in
    this.walk(document);
  }

  walk(node) {
    const sofar = this.byKind.get(node.kind);
    if (sofar) sofar.push(node); else this.byKind.set(node.kind, [node]);
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) for (const item of value) this.enter(item, value);
      else if (value?.kind) this.walk(value);
    }
  }

  enter(node, list) {
    if (!node?.kind) return;
    this.lists.set(node, list);
    this.walk(node);
  }

  of(...kinds) {
    return kinds.flatMap((kind) => this.byKind.get(kind) ?? []);
  }

  remove(node) {
    const list = this.lists.get(node);
    list.splice(list.indexOf(node), 1);
  }

  duplicate(node) {
    const list = this.lists.get(node);
    const twin = copy(node);
    list.splice(list.indexOf(node) + 1, 0, twin);
    return twin;
  }
}

/** Another name: one slip of the keyboard away, or one that means something else here. */
function otherName(random, old, known) {
  if (random.oneIn(2) && known.length > 0) return random.pick(known);
  const at = random.between(0, old.length - 1);
  return random.pick([
    `${old}s`, `${old.slice(0, at)}x${old.slice(at)}`, `${old.slice(0, at)}${old.slice(at + 1)}x`, old.toUpperCase(), "unknown", `_${old}`,
  ]);
}

class Damage {
  constructor(random, schema, document) {
    this.random = random;
    this.schema = schema;
    this.document = document;
    this.parts = new Parts(document);
    this.typeNames = Object.keys(schema.getTypeMap());
  }

  one(parts) {
    if (parts.length === 0) throw new NothingThere();
    return this.random.pick(parts);
  }

  pick(...kinds) {
    return this.one(this.parts.of(...kinds));
  }

  pickWhere(condition, ...kinds) {
    return this.one(this.parts.of(...kinds).filter(condition));
  }

  namesOf(kind) {
    return this.parts.of(kind).map((node) => node.name.value);
  }

  rename(node, known) {
    node.name = name(otherName(this.random, node.name.value, known));
  }

  typeName() {
    return this.random.oneIn(6) ? "Unknown" : this.random.pick(this.typeNames);
  }

  /** A place that holds a value, and the key by which it does. */
  pickValue() {
    const inLists = this.parts.of("ListValue").flatMap((list) => list.values.map((_, index) => [list.values, index]));
    const inNodes = this.parts.of("Argument", "ObjectField").map((node) => [node, "value"]);
    const defaults = this.parts.of("VariableDefinition").filter((node) => node.defaultValue).map((node) => [node, "defaultValue"]);
    return this.one([...inNodes, ...this.random.pick([inLists, defaults, []])]);
  }

  selections() {
    return this.pick("SelectionSet").selections;
  }

  anyField() {
    const types = Object.values(this.schema.getTypeMap()).filter((type) => isCompositeType(type) && type.getFields);
    return this.random.pick(Object.values(this.random.pick(types).getFields()));
  }
}

// Each takes a Damage and does its work on picked parts; those that find none change nothing.
const WAYS = {
  renameField: (d) => d.rename(d.pick("Field"), [d.anyField().name]),
  renameArgument: (d) => d.rename(d.pick("Argument"), d.namesOf("Argument")),
  dropArgument: (d) => d.parts.remove(d.pick("Argument")),
  dropArguments: (d) => void (d.pickWhere((node) => node.arguments?.length, "Field", "Directive").arguments = []),
  duplicateArgument: (d) => d.parts.duplicate(d.pick("Argument")),
  wrongValue(d) {
    const [holder, key] = d.pickValue();
    holder[key] = copy(d.random.pick(LITERALS));
  },
  otherVariable(d) {
    const [holder, key] = d.pickValue();
    holder[key] = { kind: "Variable", name: d.pick("VariableDefinition").variable.name };
  },
  renameObjectField: (d) => d.rename(d.pick("ObjectField"), d.namesOf("ObjectField")),
  dropObjectField: (d) => d.parts.remove(d.pick("ObjectField")),
  duplicateObjectField: (d) => d.parts.duplicate(d.pick("ObjectField")),
  moreObjectFields: (d) => d.pick("ObjectValue").fields.push(...objectLiteral([[d.anyField().name, literalOfJson(d.random.pick([null, 1, "x"]))]]).fields),
  renameVariable: (d) => d.rename(d.pick("Variable"), d.namesOf("Variable")),
  dropVariableDefinition: (d) => d.parts.remove(d.pick("VariableDefinition")),
  duplicateVariableDefinition: (d) => d.parts.duplicate(d.pick("VariableDefinition")),
  typeOfVariable(d) {
    const node = d.pick("VariableDefinition");
    const old = node.type.name.value;
    const others = [old.replace(/!?$/, "!"), old.replace(/!$/, ""), `[${old}]`, old.replace(/^\[(.*)\]!?$/, "$1"), d.typeName(), `[${d.typeName()}!]`];
    node.type = namedType(d.random.pick(others));
  },
  unusedVariable: (d) => (d.pick("OperationDefinition").variableDefinitions ??= []).push({
    kind: "VariableDefinition", variable: { kind: "Variable", name: name("more") }, type: namedType(d.typeName()),
  }),
  renameSpread: (d) => d.rename(d.pick("FragmentSpread"), d.namesOf("FragmentDefinition")),
  renameFragment: (d) => d.rename(d.pick("FragmentDefinition"), d.namesOf("FragmentDefinition")),
  dropDefinition: (d) => d.document.definitions.length > 1 && d.parts.remove(d.pick("FragmentDefinition", "OperationDefinition")),
  duplicateFragment: (d) => d.parts.duplicate(d.pick("FragmentDefinition")),
  unusedFragment: (d) => d.document.definitions.push({
    kind: "FragmentDefinition", name: name("More"), typeCondition: namedType(d.typeName()),
    selectionSet: { kind: "SelectionSet", selections: [field("__typename")] },
  }),
  spreadAnywhere: (d) => d.selections().push({ kind: "FragmentSpread", name: d.pick("FragmentDefinition").name }),
  typeCondition: (d) => void (d.pickWhere((node) => node.typeCondition, "InlineFragment", "FragmentDefinition").typeCondition = namedType(d.typeName())),
  duplicateOperation: (d) => d.parts.duplicate(d.pick("OperationDefinition")),
  nameOfOperation: (d) => d.rename(d.pickWhere((node) => node.name, "OperationDefinition"), d.parts.of("OperationDefinition").map((node) => node.name?.value ?? "Q")),
  dropNameOfOperation: (d) => delete d.pick("OperationDefinition").name,
  kindOfOperation: (d) => void (d.pick("OperationDefinition").operation = d.random.pick(["query", "mutation", "subscription"])),
  moreOfSubscription(d) {
    const { selections } = d.pickWhere((node) => node.operation === "subscription", "OperationDefinition").selectionSet;
    const more = d.random.pick(["typename", "twice", "skip", "fragment"]);
    if (more === "typename") selections.push(field("__typename"));
    if (more === "twice") selections.push({ ...copy(selections[0]), alias: name("twice") });
    if (more === "skip") selections[0].directives = [...(selections[0].directives ?? []), copy(SKIP)];
    if (more === "fragment") selections.push({ kind: "InlineFragment", selectionSet: { kind: "SelectionSet", selections: [{ ...copy(selections[0]), alias: name("twice") }] } });
  },
  directiveAnywhere(d) {
    const node = d.pick("Field", "FragmentSpread", "InlineFragment", "OperationDefinition", "FragmentDefinition", "VariableDefinition");
    const known = d.schema.getDirectives().map((directive) => directive.name);
    const made = { kind: "Directive", name: name(d.random.oneIn(6) ? "unknown" : d.random.pick(known)), arguments: [] };
    if (d.random.oneIn(2)) made.arguments.push({ kind: "Argument", name: name(d.random.pick(["if", "id", "by"])), value: copy(d.random.pick(LITERALS)) });
    node.directives = [...(node.directives ?? []), made];
  },
  duplicateDirective: (d) => d.parts.duplicate(d.pick("Directive")),
  selectionsOfLeaf: (d) => void (d.pickWhere((node) => !node.selectionSet, "Field").selectionSet = { kind: "SelectionSet", selections: [field("id")] }),
  noSelections: (d) => delete d.pickWhere((node) => node.selectionSet, "Field").selectionSet,
  aliasOfAnother: (d) => void (d.pick("Field").alias = name(d.random.pick(d.parts.of("Field").map((node) => (node.alias ?? node.name).value)))),
  otherFieldUnderSameKey(d) {
    const old = d.pick("Field");
    const twin = d.parts.duplicate(old);
    twin.alias = old.alias ?? old.name;
    d.random.pick([
      () => void (twin.name = name(d.anyField().name)),
      () => void (twin.arguments = (twin.arguments ?? []).slice(1)),
      () => twin.arguments?.forEach((argument) => (argument.value = copy(d.random.pick(LITERALS)))),
      () => void (twin.selectionSet = copy(d.pickWhere((node) => node.selectionSet, "Field").selectionSet)),
    ])();
  },
  // Two ways to one response: the same key for different fields, of different object types at times.
  conflictInFragment(d) {
    const { selections } = d.pick("SelectionSet");
    const twin = copy(d.pick("Field"));
    twin.alias = d.random.pick(d.parts.of("Field").map((node) => node.alias ?? node.name));
    const condition = d.random.oneIn(3) ? undefined : namedType(d.typeName());
    selections.push({ kind: "InlineFragment", typeCondition: condition, selectionSet: { kind: "SelectionSet", selections: [twin] } });
  },
  dropAlias: (d) => delete d.pickWhere((node) => node.alias, "Field").alias,
  graft: (d) => d.selections().push(copy(d.pick("Field", "InlineFragment", "FragmentSpread"))),
  moveSelections: (d) => void (d.pick("SelectionSet").selections = copy(d.pick("SelectionSet").selections)),
  metaField: (d) => d.selections().push(copy(d.random.pick([
    field("__type"), field("__schema", { selectionSet: { kind: "SelectionSet", selections: [field("unknown")] } }), field("__typename", { alias: name("id") }),
  ]))),
  typeDefinition: (d) => d.document.definitions.push(copy(d.random.pick(DEFINITIONS))),
};

/** A broken copy of the document (or, where nothing fitted, an equal one) and the names of what was done to it. */
export function damageTree(random, schema, document) {
  const ways = [];
  let broken = copy(document);
  for (let left = Number(random.weighted({ 1: 6, 2: 2, 3: 1 })), tries = 0; left > 0 && tries < 20; ++tries) {
    const way = random.pick(Object.keys(WAYS));
    const candidate = copy(broken);
    try {
      WAYS[way](new Damage(random, schema, candidate));
    } catch (problem) {
      if (!(problem instanceof NothingThere)) throw problem;
      continue;
    }
    broken = candidate;
    ways.push(way);
    --left;
  }
  return { document: broken, ways };
}
