// SPDX-License-Identifier: Apache-2.0

// Random executable documents that are valid against a schema, as syntax trees.

import {
  doTypesOverlap, getNamedType, isCompositeType, isLeafType, isNonNullType, isRequiredArgument,
  print, visit,
} from "graphql";

import { jsonOf, literalOf } from "./values.mjs";

const ALIASES = ["a", "b", "c", "one", "two", "same", "id", "name"];
const MAX_FIELDS = 30;

const name = (value) => ({ kind: "Name", value });
const namedType = (value) => ({ kind: "NamedType", name: name(value) });
const variableNode = (value) => ({ kind: "Variable", name: name(value) });

/** Makes one document. Variables are the document's: each operation declares those that it reaches. */
class Maker {
  constructor(random, schema) {
    this.random = random;
    this.schema = schema;
    this.fragments = [];
    this.variables = new Map();  // name → { type, default }
    this.keys = new Map();       // response key → what it stands for, so that fields merge
    this.left = random.oneIn(4) ? MAX_FIELDS : MAX_FIELDS / 3;
    this.composites = Object.values(schema.getTypeMap()).filter((type) => isCompositeType(type) && !type.name.startsWith("__"));
  }

  document() {
    const count = Number(this.random.weighted({ 1: 6, 2: 2, 3: 1 }));
    const operations = Array.from({ length: count }, (_, index) => this.operation(count, index));
    for (const operation of operations) operation.variableDefinitions = this.definitionsFor(operation);
    const definitions = [...operations, ...this.fragments];
    if (this.random.oneIn(3)) definitions.reverse();
    return { kind: "Document", definitions };
  }

  operation(count, index) {
    const { random, schema } = this;
    const kinds = { query: 6 };
    if (schema.getMutationType()) kinds.mutation = 2;
    if (schema.getSubscriptionType()) kinds.subscription = 2;
    const operation = random.weighted(kinds);
    const root = schema.getRootType(operation);
    const isNamed = count > 1 || !random.oneIn(3);
    const selectionSet = operation === "subscription"
      ? { kind: "SelectionSet", selections: [this.field(root, 3, Object.values(root.getFields()), [])] }
      : this.selectionSet(root, 4);
    return {
      kind: "OperationDefinition", operation, selectionSet,
      name: isNamed ? name(`${"ABC"[index]}${operation}`) : undefined,
      directives: this.directives(operation.toUpperCase()),
    };
  }

  selectionSet(type, depth) {
    const { random } = this;
    const selections = random.times(1, depth > 2 ? 4 : 3, () => this.selection(type, depth));
    return { kind: "SelectionSet", selections };
  }

  selection(type, depth) {
    const { random } = this;
    const kind = random.weighted({ field: 8, typename: 1, ...(depth > 0 && this.left > 0 && { inline: 2, spread: 2 }) });
    if (kind === "inline") return this.inlineFragment(type, depth);
    if (kind === "spread") return this.spread(type, depth) ?? this.typename();
    const fields = type.getFields ? Object.values(type.getFields()) : [];
    if (kind === "typename" || fields.length === 0) {
      return type === this.schema.getQueryType() && random.oneIn(4) ? this.introspection() : this.typename();
    }
    return this.field(type, depth, fields);
  }

  typename() {
    return { kind: "Field", name: name("__typename"), directives: this.directives("FIELD") };
  }

  introspection() {
    const leaf = (value) => ({ kind: "Field", name: name(value) });
    const of = (value, ...selections) => ({ ...leaf(value), selectionSet: { kind: "SelectionSet", selections } });
    if (this.random.oneIn(2)) return of("__schema", of("queryType", leaf("name")), of("directives", leaf("name")));
    const known = this.random.pick(Object.keys(this.schema.getTypeMap()));
    const argument = { kind: "Argument", name: name("name"), value: { kind: "StringValue", value: known } };
    return {
      ...of("__type", leaf("name"), leaf("kind"), of("enumValues", leaf("name"))),
      alias: name(`type${known}`), arguments: [argument],
    };
  }

  field(parent, depth, fields, directives = this.directives("FIELD")) {
    const { random } = this;
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const field = random.pick(depth <= 0 && leaves.length > 0 ? leaves : fields);
    this.left -= 1;
    const args = field.args
      .filter((arg) => isRequiredArgument(arg) || random.oneIn(2))
      .map((arg) => this.argument(arg));
    const node = { kind: "Field", name: name(field.name), arguments: args, directives };
    const key = this.keyFor(`${field.name} ${args.map(print).join()} ${field.type}`, field.name);
    if (key !== field.name) node.alias = name(key);
    const type = getNamedType(field.type);
    if (!isLeafType(type)) {
      node.selectionSet = depth > 0
        ? this.selectionSet(type, depth - 1)
        : { kind: "SelectionSet", selections: [this.typename()] };
    }
    return node;
  }

  /** A response key that stands for nothing else in this document. */
  keyFor(meaning, preferred) {
    const wanted = this.random.oneIn(5) ? this.random.pick(ALIASES) : preferred;
    for (let number = 0; ; ++number) {
      const key = number === 0 ? wanted : `${wanted}${number}`;
      const sofar = this.keys.get(key);
      if (sofar !== undefined && sofar !== meaning) continue;
      this.keys.set(key, meaning);
      return key;
    }
  }

  argument(arg) {
    const hasDefault = arg.defaultValue !== undefined;
    const variable = (place) => this.variableFor(place);
    return { kind: "Argument", name: name(arg.name), value: literalOf(this.random, arg.type, { variable, hasDefault }) };
  }

  /** Now and then, a variable that may stand where `type` is wanted. */
  variableFor({ type, hasDefault, isOneOf }) {
    const { random } = this;
    if (!random.oneIn(5)) return undefined;
    for (const [known, variable] of this.variables) {
      if (variable.type === String(type) && random.oneIn(2)) return variableNode(known);
    }
    const made = { type: String(type), of: type };
    if (!isNonNullType(type) && random.oneIn(4)) made.type += "!";
    if (isNonNullType(type) && !isOneOf && (hasDefault || random.oneIn(3))) {
      made.type = made.type.slice(0, -1);
      if (!hasDefault || random.oneIn(2)) made.default = literalOf(random, type);
    } else if (random.oneIn(4)) {
      made.default = literalOf(random, type);
      if (made.default.kind === "NullValue") made.type = made.type.replace(/!$/, "");
    }
    const known = `${random.pick(["v", "id", "input", "first"])}${this.variables.size}`;
    this.variables.set(known, made);
    return variableNode(known);
  }

  directives(place) {
    const { random } = this;
    const made = [];
    const canSkip = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"].includes(place);
    const ofSchema = this.schema.getDirectives().filter((d) => d.locations.includes(place));
    if (canSkip && random.oneIn(12)) made.push(this.directive(this.schema.getDirective(random.pick(["skip", "include"])), place));
    const own = ofSchema.filter((d) => /^on/.test(d.name));
    if (own.length > 0 && random.oneIn(10)) {
      const directive = random.pick(own);
      random.times(1, directive.isRepeatable ? 2 : 1, () => made.push(this.directive(directive, place)));
    }
    return made;
  }

  directive(directive, place) {
    const given = directive.args.filter((arg) => isRequiredArgument(arg) || this.random.oneIn(2));
    const constant = place === "VARIABLE_DEFINITION";
    const argument = (arg) => (constant
      ? { kind: "Argument", name: name(arg.name), value: literalOf(this.random, arg.type) }
      : this.argument(arg));
    return { kind: "Directive", name: name(directive.name), arguments: given.map(argument) };
  }

  related(type) {
    return this.composites.filter((other) => doTypesOverlap(this.schema, type, other));
  }

  inlineFragment(type, depth) {
    const { random } = this;
    const condition = random.oneIn(4) ? undefined : random.pick(this.related(type));
    return {
      kind: "InlineFragment", directives: this.directives("INLINE_FRAGMENT"),
      typeCondition: condition && namedType(condition.name),
      selectionSet: this.selectionSet(condition ?? type, depth - 1),
    };
  }

  /** Of a fragment that is there, or of a new one; a fragment spreads only those made before it was begun or in it. */
  spread(type, depth) {
    const { random } = this;
    const fitting = this.fragments.filter((fragment) =>
      doTypesOverlap(this.schema, type, this.schema.getType(fragment.typeCondition.name.value)));
    const fragment = fitting.length > 0 && random.oneIn(2) ? random.pick(fitting) : this.fragment(type, depth);
    return { kind: "FragmentSpread", name: fragment.name, directives: this.directives("FRAGMENT_SPREAD") };
  }

  fragment(type, depth) {
    const condition = this.random.pick(this.related(type));
    const made = {
      kind: "FragmentDefinition", typeCondition: namedType(condition.name),
      directives: this.directives("FRAGMENT_DEFINITION"),
      selectionSet: this.selectionSet(condition, depth - 1),
    };
    made.name = name(`F${this.fragments.length}${condition.name}`);
    this.fragments.push(made);
    return made;
  }

  definitionsFor(operation) {
    const used = variablesReached(operation, this.fragments);
    const definitions = [...used].map((known) => {
      const variable = this.variables.get(known);
      return {
        kind: "VariableDefinition", variable: variableNode(known), type: namedType(variable.type),
        defaultValue: variable.default, directives: this.directives("VARIABLE_DEFINITION"),
      };
    });
    return definitions;
  }
}

/** Names of the variables used in a definition and in the fragments that it reaches. */
export function variablesReached(definition, fragments, names = new Set(), seen = new Set()) {
  visit({ ...definition, variableDefinitions: [] }, {
    Variable: (node) => void names.add(node.name.value),
    FragmentSpread(node) {
      const fragment = fragments.find((one) => one.name.value === node.name.value);
      if (!fragment || seen.has(fragment)) return;
      seen.add(fragment);
      variablesReached(fragment, fragments, names, seen);
    },
  });
  return names;
}

/** A document and JSON for each of its variables. */
export function makeDocument(random, schema) {
  const maker = new Maker(random, schema);
  const document = maker.document();
  const variables = {};
  for (const [known, { type, of, default: literal }] of maker.variables) {
    const mayBeAbsent = literal !== undefined || !type.endsWith("!");
    if (mayBeAbsent && random.oneIn(3)) continue;
    const value = jsonOf(random, of);
    if (value !== null || mayBeAbsent) variables[known] = value;
  }
  return { document, variables };
}

