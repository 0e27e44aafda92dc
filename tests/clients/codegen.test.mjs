// SPDX-License-Identifier: Apache-2.0

// Code generation from the running endpoint, and what it makes compiled strictly.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { startServer } from "./support.mjs";

// Beside node_modules, so that the compiler finds the packages.
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "build");

let server;
before(async () => {
  mkdirSync(path.join(folder, "src"), { recursive: true });
  server = await startServer();
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

function compile(file) {
  const tsc = path.resolve(folder, "../node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext",
    "--moduleResolution", "nodenext", "--target", "es2022", file], { cwd: folder, encoding: "utf8" });
}

test("types are generated from the endpoint and hold for a program that uses them", async () => {
  const program = path.join(folder, "src/program.ts");
  writeFileSync(program, `
    import { graphql } from "./gql/index.js";
    import type { ResultOf } from "@graphql-typed-document-node/core";

    const PERSON = graphql(\`
      query Person($name: String!) { person(name: $name) { name friends { age } } }
    \`);
    const COUNTDOWN = graphql(\`subscription Countdown { countdown(from: 3) }\`);
    const ADD = graphql(\`mutation Add { addPerson(name: "Dan", age: 7) { name } }\`);

    export const ages = (result: ResultOf<typeof PERSON>): number[] =>
      result.person.friends.map((friend) => friend.age);
    export const next = (result: ResultOf<typeof COUNTDOWN>): number => result.countdown + 1;
    export const name = (result: ResultOf<typeof ADD>): string => result.addPerson.name;
  `);
  await generate({
    schema: server.http,
    documents: [program],
    silent: true,
    emitLegacyCommonJSImports: false,
    generates: { [`${path.join(folder, "src/gql")}/`]: { preset: "client" } },
  });
  const compiled = compile(program);
  assert.equal(compiled.status, 0, compiled.stdout);

  writeFileSync(program, readFileSync(program, "utf8").replace("result.countdown + 1", "result.countdown"));
  const broken = path.join(folder, "src/broken.ts");
  writeFileSync(broken, `
    import { PersonDocument } from "./gql/graphql.js";
    import type { ResultOf } from "@graphql-typed-document-node/core";
    export const age = (result: ResultOf<typeof PersonDocument>): string => result.person.friends[0]!.age;
  `);
  const refused = compile(broken);
  assert.notEqual(refused.status, 0);
  assert.match(refused.stdout, /Type 'number' is not assignable to type 'string'/);
});
