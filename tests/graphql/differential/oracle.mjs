// SPDX-License-Identifier: Apache-2.0

// What graphql-js answers to a request. Its limit on introspection depth is no rule of the specification.

import { buildASTSchema, executeSync, GraphQLError, parse, specifiedRules, validate, validateSchema } from "graphql";
import { validateSDL } from "graphql/validation/validate.js";

const RULES = specifiedRules.filter((rule) => rule.name !== "MaxIntrospectionDepthRule");
const MAX_ERRORS = 5000;

const plain = ({ message, locations, path }) => ({
  message,
  locations: (locations ?? []).map(({ line, column }) => ({ line, column })),
  ...(path && { path }),
});

// The engine's places are those of the query, so its messages tell the schema's.
function inSchema({ message, locations }) {
  const [{ line, column }] = locations ?? [{}];
  return { message: `Invalid schema${line ? `, line ${line}, column ${column}` : ""}: ${message}`, locations: [] };
}

/** What a resolver yields for a value of a root value, where some objects stand for something else. */
function yielded(value, args) {
  if (Array.isArray(value)) return value.map((item) => yielded(item, args));
  if (value?.$error !== undefined) return new Error(value.$error);
  return value?.$args === true ? { ...args } : value;
}

const resolve = (source, args, context, info) => yielded(source?.[info.fieldName], args);

/** Counts the errors of each rule in `hits` while the rule works as ever. */
const counted = (rule, hits) => (context) => rule(Object.create(context, {
  reportError: {
    value(error) {
      hits[rule.name] = (hits[rule.name] ?? 0) + 1;
      context.reportError(error);
    },
  },
}));

export class Oracle {
  #sdl;
  #schema;
  #rules;
  hits = {};

  constructor() {
    this.#rules = RULES.map((rule) => counted(rule, this.hits));
  }

  /** A schema, kept while it repeats, or what is wrong with it. */
  #load(sdl) {
    if (sdl === this.#sdl) return { schema: this.#schema };
    const document = parse(sdl);
    const wrong = validateSDL(document);
    if (wrong.length > 0) return { wrong };
    const schema = buildASTSchema(document, { assumeValidSDL: true });
    if (validateSchema(schema).length > 0) return { wrong: validateSchema(schema) };
    [this.#sdl, this.#schema] = [sdl, schema];
    return { schema };
  }

  /** `odd`: graphql-js failed where it should have reported, so that only the refusal counts. */
  answer(request) {
    let loaded;
    try {
      loaded = this.#load(request.schema);
    } catch (error) {
      loaded = { wrong: [error] };
    }
    const { schema, wrong } = loaded;
    if (wrong) return { errors: wrong.map(inSchema) };
    let document;
    try {
      document = parse(request.query);
    } catch (error) {
      return { errors: [plain(error)] };
    }
    try {
      const errors = validate(schema, document, this.#rules, { maxErrors: MAX_ERRORS });
      if (!("rootValue" in request) || errors.length > 0) return { errors: errors.map(plain) };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { odd: true, errors: [plain(error)] };
    }
    const { data, errors } = executeSync({
      schema, document, rootValue: request.rootValue, fieldResolver: resolve,
      variableValues: request.variables ?? undefined, operationName: request.operationName ?? undefined,
    });
    return { ...(data !== undefined && { data }), ...(errors && { errors: errors.map(plain) }) };
  }
}

