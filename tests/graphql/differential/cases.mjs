// SPDX-License-Identifier: Apache-2.0

// One request after another, as the engine's test tool takes them; each follows from the seed and its number.

import { buildSchema, getIntrospectionQuery, print } from "graphql";

import { makeDocument } from "./documents.mjs";
import { Random } from "./random.mjs";
import { damageVariables, makeRoot } from "./roots.mjs";
import { damageSchema } from "./schema_damage.mjs";
import { makeSchema } from "./schemas.mjs";
import { damageText, layOut } from "./text_damage.mjs";
import { damageTree } from "./tree_damage.mjs";

const CASES_OF_A_SCHEMA = 100;
const INTROSPECTION = getIntrospectionQuery({
  specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true,
});
const KINDS = { valid: 10, tree: 49, text: 15, execute: 25, introspection: 1, schema: 4 };

function executable(random, schema, document) {
  const operations = document.definitions.filter((one) => one.kind === "OperationDefinition" && one.operation !== "subscription");
  if (operations.length === 0) return undefined;
  const operation = random.pick(operations);
  const isOnly = document.definitions.filter((one) => one.kind === "OperationDefinition").length === 1;
  const name = operation.name?.value;
  const rootValue = makeRoot(random, schema, schema.getRootType(operation.operation), document);
  // Now and then a name that is none, or no name where one is needed.
  const operationName = random.oneIn(30) ? random.pick(["unknown", null]) : isOnly && random.oneIn(2) ? null : name ?? null;
  return { rootValue, operationName };
}

/** A request, of a kind by the weights. `ways` tells what was done to break it. */
function makeRequest(random, sdl, schema, kinds) {
  const kind = random.weighted(kinds);
  if (kind === "schema") return { kind, text: "{ __typename }", ...damageSchema(random, sdl) };
  if (kind === "introspection") return { kind, text: INTROSPECTION, ways: [], schema: sdl, rootValue: {} };
  const { document, variables } = makeDocument(random, schema);
  if (kind === "text") return { kind, schema: sdl, ...damageText(random, print(document)) };
  if (kind === "tree") {
    const { document: broken, ways } = damageTree(random, schema, document);
    return { kind, schema: sdl, text: print(broken), ways };
  }
  const made = { kind, schema: sdl, text: print(document), ways: [] };
  const run = kind === "execute" && executable(random, schema, document);
  if (!run) return { ...made, kind: "valid" };
  const given = random.oneIn(3) ? damageVariables(random, variables) : variables;
  return { ...made, ...run, variables: given };
}

/** A case from nothing but its seed and number. */
export function makeCase(seed, number, sdl, schema, kinds = Object.keys(KINDS)) {
  const random = new Random(seed, "case", number);
  const weights = Object.fromEntries(kinds.map((kind) => [kind, KINDS[kind]]));
  const { kind, ways, text, ...request } = makeRequest(random, sdl, schema, weights);
  request.query = random.oneIn(3) && !["text", "introspection"].includes(kind) ? relaid(random, text) : text;
  return { number, kind, ways, request };
}

/** Cases `from` … below `to`, in batches of one schema. */
export function* makeBatches(seed, from, to, kinds) {
  for (let batch = Math.floor(from / CASES_OF_A_SCHEMA); batch * CASES_OF_A_SCHEMA < to; ++batch) {
    const sdl = makeSchema(new Random(seed, batch));
    const schema = buildSchema(sdl);
    const cases = [];
    const first = batch * CASES_OF_A_SCHEMA;
    for (let number = Math.max(from, first); number < Math.min(to, first + CASES_OF_A_SCHEMA); ++number) {
      cases.push(makeCase(seed, number, sdl, schema, kinds));
    }
    yield cases;
  }
}

function relaid(random, text) {
  try {
    return layOut(random, text);
  } catch {
    return text;  // broken in its tokens
  }
}
