// SPDX-License-Identifier: Apache-2.0

// Writes random documents, variables and root values for a small schema as seeds for the fuzzers of GraphQL:
//
//   node make_graphql_seeds.mjs parser|validate|engine FOLDER [COUNT]

import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { makeCase } from "../graphql/differential/cases.mjs";

const { buildSchema } = createRequire(new URL("../graphql/", import.meta.url))("graphql");

// Each kind of type once or twice, and each kind of field and argument.
const SCHEMA = `directive @onA(by: In) repeatable on QUERY|FIELD|FRAGMENT_SPREAD|INLINE_FRAGMENT|VARIABLE_DEFINITION
scalar JSON @specifiedBy(url:"u")
enum E{A B @deprecated}
input In{id:ID! n:Int=1 in:In es:[E!] o:One}
input One @oneOf{id:ID n:[Float]}
interface I{id(like:Int):ID}
interface J implements I{id(like:Int):ID j:J}
type O implements I&J{id(like:Int by:In={id:1}):ID! j:O! e:E json(a:JSON b:In):JSON u:[U!]}
type P implements I{id(like:Int):ID f:Float n:[[Int!]] p(first:Int!=2):P}
union U=O|P
type Query{o:O! is:[I] u(in:In!one:One):U n(x:[Int!]!):Int b:Boolean q:Query}
type Mutation{o(in:In!):O s:String}
type Subscription{s:String o:O}
`;

// Parts are parted by zero bytes; see runtime/graphql/fuzz_for_test.h.
const WRITERS = {
  parser: ({ schema, query }, number) => (number === 0 ? schema : query),
  validate: ({ schema, query }) => `${schema}\0${query}`,
  engine: ({ schema, query, variables = {}, rootValue = {} }) =>
    [schema, query, JSON.stringify(variables), JSON.stringify(rootValue)].join("\0"),
};

const [kind, folder, count = 500] = process.argv.slice(2);
const schema = buildSchema(SCHEMA);
mkdirSync(folder, { recursive: true });
for (let number = 0; number < Number(count); ++number) {
  const { request } = makeCase("seeds", number, SCHEMA, schema, kind === "engine" ? ["execute"] : undefined);
  writeFileSync(join(folder, `${number}`), WRITERS[kind](request, number));
}
