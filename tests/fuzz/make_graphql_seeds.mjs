// SPDX-License-Identifier: Apache-2.0

// Writes random schemas, documents, variables and root values as seeds for the fuzzers of GraphQL:
//
//   node make_graphql_seeds.mjs parser|validate|engine FOLDER [COUNT]

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { makeBatches } from "../graphql/differential/cases.mjs";

// Parts are parted by zero bytes; see runtime/graphql/fuzz_for_test.h.
const WRITERS = {
  parser: ({ schema, query }, number) => (number % 20 === 0 ? schema : query),
  validate: ({ schema, query }) => `${schema}\0${query}`,
  engine: ({ schema, query, variables = {}, rootValue = {} }) =>
    [schema, query, JSON.stringify(variables), JSON.stringify(rootValue)].join("\0"),
};

const [kind, folder, count = 500] = process.argv.slice(2);
const kinds = kind === "engine" ? ["execute"] : undefined;
mkdirSync(folder, { recursive: true });
for (const cases of makeBatches("seeds", 0, Number(count), kinds, 5)) {
  for (const { number, request } of cases) {
    writeFileSync(join(folder, `${number}`), WRITERS[kind](request, number));
  }
}
