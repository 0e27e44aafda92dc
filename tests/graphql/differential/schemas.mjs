// SPDX-License-Identifier: Apache-2.0

// Random schemas, valid and of every kind of type, as schema documents.

import { buildSchema, print } from "graphql";

import { literalOf } from "./values.mjs";

const TYPES = ["User", "Team", "Post", "Comment", "Order", "Item", "Place", "Event", "Photo", "Repo", "Issue", "Label"];
const FIELDS = ["id", "name", "names", "title", "owner", "count", "total", "items", "node", "tags", "size", "kind", "parent", "url", "createdAt"];
const ARGUMENTS = ["id", "first", "after", "where", "filter", "order", "by", "like"];
const VALUES = ["RED", "GREEN", "BLUE", "ASC", "DESC", "OPEN", "CLOSED", "SMALL", "LARGE"];
const SCALARS = ["Int", "Float", "String", "Boolean", "ID"];
const REQUEST_PLACES = ["QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION"];
const SCHEMA_PLACES = ["SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION"];

const wrapped = (random, named, nonNullIn = 3) => {
  let type = random.oneIn(nonNullIn) ? `${named}!` : named;
  while (random.oneIn(4)) type = random.oneIn(nonNullIn) ? `[${type}]!` : `[${type}]`;
  return type;
};
const isRequired = (input) => input.type.endsWith("!") && input.default === undefined;

/** Decides on the types first, then on their fields, which may be of any of them. */
class Maker {
  constructor(random) {
    this.random = random;
    this.names = random.some(TYPES, 6);
    this.enums = random.times(1, 3, (i) => ({ name: `Enum${"ABC"[i]}`, values: random.some(VALUES, 1, 6) }));
    this.customScalars = ["JSON", ...random.some(["Date", "Url"])];
    this.inputs = random.times(1, 4, (i) => ({ name: `Input${i}`, index: i, oneOf: random.oneIn(4) }));
    this.interfaces = random.times(random.oneIn(4) ? 0 : 2, 4, (i) => ({ name: `Has${FIELDS[i + 5]}`, supers: [] }));
    const objects = this.names.slice(0, random.between(3, this.names.length));
    this.objects = objects.map((name) => ({ name, supers: [] }));
    this.unions = random.times(0, 3, (i) => ({
      name: `Any${i}`, members: random.some(objects, 1, 4),
    }));
    this.claimed = new Set();  // names of fields that interfaces declare, each by one of them
    this.interfaces.forEach((type, i) => (type.supers = this.closure(random.some(this.interfaces.slice(0, i), 0, 2))));
    for (const type of this.objects) type.supers = this.closure(random.some(this.interfaces, 0, 3));
    this.inputs.forEach((type) => (type.fields = this.inputFields(type)));
    this.interfaces.forEach((type) => (type.fields = this.interfaceFields(type)));
    this.objects.forEach((type) => (type.fields = this.objectFields(type)));
    this.roots = this.makeRoots();
    this.directives = random.times(1, 4, (i) => this.directive(`on${"ABCD"[i]}`));
  }

  /** The interfaces and what they implement, each once. */
  closure(interfaces) {
    return [...new Set(interfaces.flatMap((type) => [...type.supers, type]))];
  }

  leaf() {
    const { random } = this;
    return random.oneIn(4) ? random.pick([...this.enums.map((type) => type.name), ...this.customScalars]) : random.pick(SCALARS);
  }

  outputType() {
    const { random } = this;
    const composite = [...this.objects, ...this.interfaces, ...this.unions];
    return wrapped(random, random.oneIn(2) ? this.leaf() : random.pick(composite).name, 4);
  }

  inputType(below = this.inputs.length) {
    const named = this.random.oneIn(3) && below > 0 ? this.inputs[this.random.between(0, below - 1)].name : this.leaf();
    return wrapped(this.random, named);
  }

  input(name, type) {
    return { name, type, ...this.notes(), wantsDefault: this.random.oneIn(3) };
  }

  notes() {
    const { random } = this;
    return {
      description: random.oneIn(8) ? random.pick(["What it is.", 'Has "quotes".', "Two\nlines."]) : undefined,
      deprecated: random.oneIn(10) ? random.pick(["", "Use another one.", 'Is "old".']) : undefined,
    };
  }

  // Fields that must be there lead to earlier types only, so that each type has finite values.
  inputFields({ index, oneOf }) {
    const { random } = this;
    return random.some(FIELDS, 2, 6).map((name, position) => {
      if (oneOf) {
        const type = position === 0 ? this.leaf() : this.inputType(index).replace(/!$/, "");
        return { name, type, ...this.notes() };
      }
      const loops = random.oneIn(5);
      const type = loops ? random.pick(this.inputs).name : this.inputType(index);
      return { ...this.input(name, type), ...(loops && { wantsDefault: false }) };
    });
  }

  field(name) {
    const { random } = this;
    const count = random.oneIn(2) ? random.between(1, 3) : 0;
    const args = random.some(ARGUMENTS, count, count).map((arg) => this.input(arg, this.inputType()));
    const echoes = args.length > 0 && random.oneIn(4);  // its resolver may answer with its arguments
    return { name, args, type: echoes ? "JSON" : this.outputType(), ...this.notes() };
  }

  interfaceFields(type) {
    const names = FIELDS.filter((name) => !this.claimed.has(name));
    const own = this.random.some(names, 1, 3);
    own.forEach((name) => this.claimed.add(name));
    return [...this.inherited(type), ...own.map((name) => this.field(name))];
  }

  objectFields(type) {
    const inherited = this.inherited(type).map((field) => this.narrowed(field));
    const own = this.random.some(FIELDS.filter((name) => !inherited.some((field) => field.name === name)), 2, 6);
    return [...inherited, ...own.map((name) => this.field(name))];
  }

  inherited({ supers }) {
    const byName = new Map();
    for (const field of supers.flatMap((type) => type.fields)) {
      const sofar = byName.get(field.name);
      if (!sofar || field.type.length > sofar.type.length) byName.set(field.name, field);
    }
    return [...byName.values()].map((field) => ({
      ...field,
      type: field.type.endsWith("!") || !this.random.oneIn(4) ? field.type : `${field.type}!`,
      args: field.args.map((arg) => ({ ...arg, deprecated: undefined })),
    }));
  }

  /** An object may promise more than its interfaces: a narrower type, arguments more. */
  narrowed(field) {
    const { random } = this;
    const named = field.type.replace(/[[\]!]/g, "");
    const narrower = [
      ...this.objects.filter((type) => type.supers.some((over) => over.name === named)).map((type) => type.name),
      ...(this.unions.find((type) => type.name === named)?.members ?? []),
    ];
    const type = narrower.length > 0 && random.oneIn(2) ? field.type.replace(named, random.pick(narrower)) : field.type;
    const free = ARGUMENTS.filter((name) => !field.args.some((arg) => arg.name === name));
    const more = random.oneIn(3) ? [this.input(random.pick(free), this.inputType().replace(/!$/, ""))] : [];
    return { ...field, type, args: [...field.args, ...more], ...this.notes() };
  }

  makeRoots() {
    const { random } = this;
    const plain = random.oneIn(2);
    const roots = { query: plain ? "Query" : "Root" };
    if (!random.oneIn(4)) roots.mutation = plain ? "Mutation" : "Changes";
    if (!random.oneIn(4)) roots.subscription = plain ? "Subscription" : "Stream";
    for (const [kind, name] of Object.entries(roots)) {
      const fields = random.some(FIELDS, 3, 8).map((field) => this.field(field));
      const composite = [...this.unions, ...this.interfaces, random.pick(this.objects)].map((type) => this.field(`any${type.name}`, type));
      composite.forEach((field) => (field.type = wrapped(random, field.name.slice(3), 5)));
      this.objects.push({ name, supers: [], fields: [...fields, ...composite], root: kind });
    }
    return plain && random.oneIn(2) ? undefined : roots;
  }

  directive(name) {
    const { random } = this;
    const args = random.some(ARGUMENTS, 0, 2).map((arg) => this.input(arg, this.inputType()));
    return { name, args, repeatable: random.oneIn(3), places: random.some(REQUEST_PLACES, 1, 5) };
  }

  /** Every argument and field of an input object. */
  inputValues() {
    return [
      ...this.inputs.filter((type) => !type.oneOf).flatMap((type) => type.fields),
      ...[...this.objects, ...this.interfaces].flatMap((type) => type.fields).flatMap((field) => field.args),
      ...this.directives.flatMap((directive) => directive.args),
    ];
  }

  /** Needs the types, so it comes after a first document without defaults. */
  addDefaults() {
    const schema = buildSchema(this.document());
    const parts = /^(.*?)(!?)$/;
    const typeOf = (text) => {
      const [, nullable] = parts.exec(text);
      if (nullable.startsWith("[")) return { list: typeOf(nullable.slice(1, -1)), required: text.endsWith("!") };
      return { named: schema.getType(nullable), required: text.endsWith("!") };
    };
    for (const input of this.inputValues()) {
      if (input.wantsDefault) input.default = print(defaultLiteral(this.random, typeOf(input.type)));
    }
  }

  document() {
    return new Writer(this).document();
  }
}

// Without optional fields, so that the default of one type never leads to the default of another and back; of custom
// scalars only what graphql-js can print.
function defaultLiteral(random, type) {
  if (!type.required && random.oneIn(8)) return { kind: "NullValue" };
  if (type.list) return { kind: "ListValue", values: random.times(0, 2, () => defaultLiteral(random, type.list)) };
  const literal = literalOf(random, type.named, { depth: 0 });
  return type.required && literal.kind === "NullValue" ? defaultLiteral(random, type) : literal;
}

/** Writes what a Maker decided on. */
class Writer {
  constructor(maker) {
    this.maker = maker;
    this.random = maker.random;
  }

  document() {
    const { maker } = this;
    const definitions = [
      this.schema(maker.roots),
      `directive @tag(name: String!) repeatable on ${SCHEMA_PLACES.join(" | ")}`,
      ...maker.directives.map((d) =>
        `directive @${d.name}${this.args(d.args)}${d.repeatable ? " repeatable" : ""} on ${d.places.join(" | ")}`),
      ...maker.customScalars.map((name) =>
        `scalar ${name}${this.tag()}${name === "Date" ? ' @specifiedBy(url: "https://example.com/date")' : ""}`),
      ...maker.enums.map((type) => this.type("enum", type.name, "", type.values.map((v) => this.enumValue(v)))),
      ...maker.inputs.map((type) =>
        this.type("input", type.name, type.oneOf ? " @oneOf" : "", type.fields.map((field) => this.input(field)))),
      ...maker.interfaces.map((type) => this.type("interface", type.name, this.supers(type), this.fields(type))),
      ...maker.objects.map((type) => this.type("type", type.name, this.supers(type), this.fields(type))),
      ...maker.unions.map((type) => `union ${type.name}${this.tag()} = ${type.members.join(" | ")}`),
    ];
    return `${definitions.filter(Boolean).join("\n\n")}\n`;
  }

  schema(roots) {
    if (!roots) return "";
    return `schema${this.tag()} {\n${Object.entries(roots).map(([kind, name]) => `  ${kind}: ${name}\n`).join("")}}`;
  }

  tag() {
    return this.random.oneIn(12) ? ' @tag(name: "a")' : "";
  }

  description({ description }) {
    if (description === undefined) return "";
    return description.includes('"') ? `${JSON.stringify(description)} ` : `"""${description}""" `;
  }

  deprecation(of) {
    if (of.deprecated === undefined || isRequired(of)) return "";
    return of.deprecated === "" ? " @deprecated" : ` @deprecated(reason: ${JSON.stringify(of.deprecated)})`;
  }

  enumValue(name) {
    const notes = this.maker.notes();
    return `${this.description(notes)}${name}${this.deprecation({ ...notes, type: "" })}`;
  }

  input(input) {
    const value = input.default === undefined ? "" : ` = ${input.default}`;
    return `${this.description(input)}${input.name}: ${input.type}${value}${this.deprecation(input)}`;
  }

  args(args) {
    return args.length === 0 ? "" : `(${args.map((arg) => this.input(arg)).join(", ")})`;
  }

  fields(type) {
    return type.fields.map((field) =>
      `${this.description(field)}${field.name}${this.args(field.args)}: ${field.type}${this.deprecation({ ...field, type: "" })}${this.tag()}`);
  }

  supers({ supers }) {
    return supers.length === 0 ? "" : ` implements ${supers.map((type) => type.name).join(" & ")}`;
  }

  /** Some types are written in two parts. */
  type(keyword, name, head, lines) {
    const body = (part) => `{\n${part.map((line) => `  ${line}\n`).join("")}}`;
    const description = this.random.oneIn(5) ? `"""About ${name}."""\n` : "";
    if (lines.length < 2 || !this.random.oneIn(8)) return `${description}${keyword} ${name}${head}${this.tag()} ${body(lines)}`;
    const cut = this.random.between(1, lines.length - 1);
    return `${description}${keyword} ${name}${head} ${body(lines.slice(0, cut))}\n\nextend ${keyword} ${name}${this.tag()} ${body(lines.slice(cut))}`;
  }
}

/** A valid schema document. */
export function makeSchema(random) {
  const maker = new Maker(random);
  maker.addDefaults();
  return maker.document();
}
