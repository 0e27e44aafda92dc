// SPDX-License-Identifier: Apache-2.0

// Reads the answer to graphql-js's introspection query from standard input and checks the schema
// it describes: it must be valid, and its document must parse to the same schema.
//
//   node check.mjs --query      prints that query
//
// Exits with 1 and the reasons when something is wrong.

import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from "graphql";

if (process.argv.includes("--query")) {
  console.log(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }));
} else {
  const { data, errors } = JSON.parse(await text(process.stdin));
  assert.equal(errors, undefined);
  const schema = buildClientSchema(data);
  assert.deepEqual(validateSchema(schema).map(String), []);
  const document = printSchema(lexicographicSortSchema(schema));
  assert.equal(printSchema(lexicographicSortSchema(buildSchema(document))), document);
}
