// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ClientError, gql, GraphQLClient } from "graphql-request";
import { startServer } from "./support.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const HELLO = gql`query Hello($name: String) { sayHello(name: $name) }`;

test("queries by POST and by GET, and mutations", async () => {
  for (const method of ["POST", "GET"]) {
    const client = new GraphQLClient(server.http, { method });
    assert.deepEqual(await client.request(HELLO, { name: method }), { sayHello: `Hello, ${method}!` });
  }
  const client = new GraphQLClient(server.http);
  const added = await client.request(gql`mutation { addPerson(name: "Dan", age: 7) { name } }`);
  assert.deepEqual(added, { addPerson: { name: "Dan" } });
});

test("batched requests are answered in order", async () => {
  const client = new GraphQLClient(server.http);
  const answers = await client.batchRequests([
    { document: HELLO, variables: { name: "1" } },
    { document: HELLO, variables: { name: "2" } },
  ]);
  assert.deepEqual(answers.map(({ data }) => data.sayHello), ["Hello, 1!", "Hello, 2!"]);
});

test("errors come with their path, and with what could be answered", async () => {
  const client = new GraphQLClient(server.http);
  await assert.rejects(client.request(gql`{ fail(message: "no") }`), (error) => {
    assert.ok(error instanceof ClientError);
    assert.deepEqual(error.response.errors[0].path, ["fail"]);
    return true;
  });
  const lenient = new GraphQLClient(server.http, { errorPolicy: "all" });
  await assert.rejects(client.request(gql`{ nothing }`), /Cannot query field/);
  const { errors } = await lenient.rawRequest(gql`{ fail(message: "no") }`);
  assert.equal(errors.length, 1);
});
