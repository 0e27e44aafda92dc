// SPDX-License-Identifier: Apache-2.0

// Values of input types: as literals of a document, and as the JSON of a request's variables.

import { GraphQLNonNull, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredInputField } from "graphql";

const TEXTS = ["", "a", "blue", "two words", 'a "quote"', "back\\slash", "line\nbreak", "tab\t", "Grüße", "日本", "😀", "#no comment", "null"];
const INTS = [0, 1, -1, 7, 42, 2147483647, -2147483648];
const FLOATS = [0.5, -1.25, 1e3, 2.5e-3, 1e21, 123456789.125];

const BUILT_IN = {
  Int: (random) => random.pick(INTS),
  Float: (random) => random.pick([...FLOATS, ...INTS]),
  String: (random) => random.pick(TEXTS),
  Boolean: (random) => random.oneIn(2),
  ID: (random) => (random.oneIn(3) ? random.pick(INTS) : random.pick(TEXTS)),
};

/** Anything, for custom scalars, which take anything. */
export function anyJson(random, depth = 2) {
  const kinds = { int: 2, float: 2, text: 3, bool: 1, null: 1, ...(depth > 0 ? { list: 2, object: 2 } : {}) };
  switch (random.weighted(kinds)) {
    case "int": return random.pick(INTS);
    case "float": return random.pick(FLOATS);
    case "text": return random.pick(TEXTS);
    case "bool": return random.oneIn(2);
    case "null": return null;
    case "list": return random.times(0, 3, () => anyJson(random, depth - 1));
    default:
      return Object.fromEntries(random.times(0, 3, (index) => ["abc"[index], anyJson(random, depth - 1)]));
  }
}

const somethingJson = (random, depth) => anyJson(random, depth > 0 ? 2 : 0) ?? "something";

const fieldsToGive = (random, type, depth) =>
  Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || (depth > 0 && random.oneIn(2)));

// Of a @oneOf type; the first one, which generated schemas give a leaf type, when it must end.
const oneField = (random, type, depth) => {
  const fields = Object.values(type.getFields());
  return depth > 0 ? random.pick(fields) : fields[0];
};

/** JSON that coerces to the type. Enum values and texts look alike in JSON. */
export function jsonOf(random, type, depth = 3) {
  if (isNonNullType(type)) return presentJson(random, type.ofType, depth);
  return random.oneIn(8) || depth < 0 ? null : presentJson(random, type, depth);
}

function presentJson(random, type, depth) {
  if (isListType(type)) {
    const item = () => jsonOf(random, type.ofType, depth - 1);
    if (!random.oneIn(6)) return random.times(0, depth >= 0 ? 3 : 0, item);
    const single = item();  // which stands for a list of one
    return single === null || Array.isArray(single) ? [single] : single;
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return (BUILT_IN[type.name] ?? somethingJson)(random, depth);
  if (type.isOneOf) {
    const field = oneField(random, type, depth);
    return { [field.name]: presentJson(random, field.type, depth - 1) };
  }
  return Object.fromEntries(
    fieldsToGive(random, type, depth).map((field) => [field.name, jsonOf(random, field.type, depth - 1)]));
}

const floatLiteral = (value) => {
  const text = String(value);
  return /[.e]/.test(text) ? { kind: "FloatValue", value: text } : { kind: "IntValue", value: text };
};

/** The literal of a JSON value, for a custom scalar. */
export function literalOfJson(value) {
  if (value === null) return { kind: "NullValue" };
  if (Array.isArray(value)) return { kind: "ListValue", values: value.map(literalOfJson) };
  switch (typeof value) {
    case "boolean": return { kind: "BooleanValue", value };
    case "number": return floatLiteral(value);
    case "string": return { kind: "StringValue", value };
    default: return objectLiteral(Object.entries(value).map(([name, of]) => [name, literalOfJson(of)]));
  }
}

export const objectLiteral = (entries) => ({
  kind: "ObjectValue",
  fields: entries.map(([name, value]) => ({ kind: "ObjectField", name: { kind: "Name", value: name }, value })),
});

/**
 * A literal of the type. `variable({ type, hasDefault, isOneOf })` may give a variable to stand in such a place, or
 * nothing; without it the literal is constant.
 */
export function literalOf(random, type, { variable = () => undefined, depth = 3, hasDefault = false } = {}) {
  const given = variable({ type, hasDefault });
  if (given) return given;
  if (isNonNullType(type)) return presentLiteral(random, type.ofType, variable, depth);
  return random.oneIn(8) || depth < 0 ? { kind: "NullValue" } : presentLiteral(random, type, variable, depth);
}

function presentLiteral(random, type, variable, depth) {
  const inner = { variable, depth: depth - 1 };
  if (isListType(type)) {
    if (random.oneIn(6) && !isListType(getNullableType(type.ofType))) return presentLiteral(random, getNullableType(type.ofType), () => undefined, depth - 1);
    return { kind: "ListValue", values: random.times(0, depth >= 0 ? 3 : 0, () => literalOf(random, type.ofType, inner)) };
  }
  if (isEnumType(type)) return { kind: "EnumValue", value: random.pick(type.getValues()).name };
  if (isInputObjectType(type)) return inputObjectLiteral(random, type, inner, depth);
  if (type.name === "Float") return floatLiteral(BUILT_IN.Float(random));
  if (type.name === "String" && random.oneIn(5)) return { kind: "StringValue", value: random.pick(TEXTS), block: true };
  return literalOfJson((BUILT_IN[type.name] ?? somethingJson)(random, depth));
}

function inputObjectLiteral(random, type, inner, depth) {
  if (type.isOneOf) {
    const field = oneField(random, type, depth);
    const given = inner.variable({ type: new GraphQLNonNull(field.type), isOneOf: true });
    return objectLiteral([[field.name, given ?? presentLiteral(random, field.type, inner.variable, depth - 1)]]);
  }
  return objectLiteral(
    fieldsToGive(random, type, depth).map((field) => [
      field.name,
      literalOf(random, field.type, { ...inner, hasDefault: field.defaultValue !== undefined }),
    ]));
}
