// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient } from "graphql-sse";
import { collect, startServer } from "./support.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

for (const singleConnection of [false, true]) {
  const mode = singleConnection ? "one connection for all" : "a connection for each";
  const makeClient = () => createClient({ url: server.http, singleConnection, retryAttempts: 0 });

  test(`${mode}: queries and subscriptions`, async () => {
    const client = makeClient();
    const [query, numbers, greetings] = await Promise.all([
      collect(client.iterate({ query: '{ sayHello(name: "sse") }' })),
      collect(client.iterate({ query: "subscription { countdown(from: 50) }" })),
      collect(client.iterate({
        query: "subscription ($names: [String!]!) { greetings(names: $names) { text } }",
        variables: { names: ["Ann\nBob", "Zoë"] },
      })),
    ]);
    assert.deepEqual(query[0].data, { sayHello: "Hello, sse!" });
    assert.deepEqual(numbers.map(({ data }) => data.countdown), Array.from({ length: 50 }, (_, i) => 50 - i));
    assert.deepEqual(greetings.map(({ data }) => data.greetings.text), ["Hello, Ann\nBob!", "Hello, Zoë!"]);
    client.dispose();
  });

  test(`${mode}: a subscription that is left ends`, async () => {
    const client = makeClient();
    let count = 0;
    for await (const { data } of client.iterate({ query: "subscription { forever }" })) {
      assert.equal(data.forever, count++);
      if (count === 100) break;
    }
    assert.equal((await collect(client.iterate({ query: "subscription { countdown(from: 2) }" }))).length, 2);
    client.dispose();
  });

  test(`${mode}: errors`, async () => {
    const client = makeClient();
    const events = await collect(client.iterate({ query: "subscription { breaking }" }));
    assert.deepEqual(events[0].data, { breaking: "first" });
    assert.deepEqual(events[1].errors[0].path, ["breaking"]);
    client.dispose();
  });
}
