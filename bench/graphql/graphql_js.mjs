// SPDX-License-Identifier: Apache-2.0

// As bench/graphql_documents.cpp, for npm `graphql`, whose copy is that of tests/graphql:
//
//   node graphql_js.mjs SECONDS SCHEMA DOCUMENT...
//   node graphql_js.mjs --introspection-query

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { buildSchema, getIntrospectionQuery, parse, validate } = createRequire(new URL("../../tests/graphql/", import.meta.url))("graphql");

const cpuUs = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

// CPU time of one call of `work`: batches of about fifty milliseconds (the clock is coarse), their median.
function cost(seconds, work) {
  let times = 1;
  const costs = [];
  const end = cpuUs() + seconds * 1e6;
  while (cpuUs() < end || costs.length < 5) {
    const begin = cpuUs();
    for (let i = 0; i < times; ++i) work();
    const each = (cpuUs() - begin) / times;
    costs.push(each);
    times = Math.max(1, Math.floor(50_000 / Math.max(each, 1)));
  }
  return costs.sort((a, b) => a - b)[costs.length >> 1];
}

if (process.argv[2] === "--introspection-query") {
  process.stdout.write(getIntrospectionQuery());
} else {
  const [seconds, schemaPath, ...paths] = process.argv.slice(2);
  const schema = buildSchema(readFileSync(schemaPath, "utf8"));
  for (const path of paths) {
    const text = readFileSync(path, "utf8");
    const check = () => validate(schema, parse(text));
    const errors = check().length;
    const both_us = cost(Number(seconds), check);
    const parse_us = cost(Number(seconds), () => parse(text));
    console.log(JSON.stringify({ errors, parse_us, both_us }));
  }
}
