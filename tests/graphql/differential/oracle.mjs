// SPDX-License-Identifier: Apache-2.0

// What graphql-js answers to a request. Its limit on introspection depth is no rule of the specification.

import { buildSchema, executeSync, GraphQLError, parse, specifiedRules, validate } from "graphql";

const RULES = specifiedRules.filter((rule) => rule.name !== "MaxIntrospectionDepthRule");
const MAX_ERRORS = 5000;

const plain = ({ message, locations, path }) => ({
  message,
  locations: (locations ?? []).map(({ line, column }) => ({ line, column })),
  ...(path && { path }),
});

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

  /** Kept while it repeats. */
  schemaOf(sdl) {
    if (sdl !== this.#sdl) {
      this.#schema = buildSchema(sdl);
      this.#sdl = sdl;
    }
    return this.#schema;
  }

  /** `odd`: graphql-js failed where it should have reported, so that only the refusal counts. */
  answer(request) {
    const schema = this.schemaOf(request.schema);
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

