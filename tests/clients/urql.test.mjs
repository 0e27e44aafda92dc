// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from "@urql/core";
import { createClient as createSocket } from "graphql-ws";
import WebSocket from "ws";
import { startServer } from "./support.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const makeClient = (options = {}) =>
  new Client({ url: server.http, exchanges: [cacheExchange, fetchExchange], ...options });

const COUNTDOWN = gql`subscription ($n: Int!) { countdown(from: $n) }`;

/** The results of an operation up to its last one. */
function resultsOf(source) {
  return new Promise((done) => {
    const results = [];
    source.subscribe((result) => {
      results.push(result);
      if (!result.hasNext) done(results);
    });
  });
}

test("queries by POST and by GET", async () => {
  const query = gql`query ($name: String) { sayHello(name: $name) }`;
  for (const preferGetMethod of [false, "force"]) {
    const result = await makeClient({ preferGetMethod }).query(query, { name: "urql" });
    assert.equal(result.error, undefined);
    assert.deepEqual(result.data, { sayHello: "Hello, urql!" });
  }
});

test("mutations and errors", async () => {
  const client = makeClient();
  const added = await client.mutation(gql`mutation { addPerson(name: "Dan", age: 7) { age } }`, {});
  assert.equal(added.data.addPerson.age, 7);
  const failed = await client.query(gql`{ fail(message: "no") }`, {});
  assert.deepEqual(failed.error.graphQLErrors[0].path, ["fail"]);
  const refused = await client.query(gql`{ nothing }`, {});
  assert.match(refused.error.message, /Cannot query field "nothing" on type "Query"/);
});

test("subscriptions over Server-Sent Events", async () => {
  const results = await resultsOf(makeClient({ fetchSubscriptions: true }).subscription(COUNTDOWN, { n: 3 }));
  const values = results.filter((result) => result.data).map((result) => result.data.countdown);
  assert.deepEqual([...new Set(values)], [3, 2, 1]);
});

test("subscriptions over WebSocket", async () => {
  const socket = createSocket({ url: server.ws, webSocketImpl: WebSocket });
  const forward = (request) => ({
    subscribe: (sink) => ({
      unsubscribe: socket.subscribe({ ...request, query: request.query ?? "" }, sink),
    }),
  });
  const client = makeClient({
    exchanges: [cacheExchange, fetchExchange, subscriptionExchange({ forwardSubscription: forward })],
  });
  const results = await resultsOf(client.subscription(COUNTDOWN, { n: 2 }));
  const values = results.filter((result) => result.data).map((result) => result.data.countdown);
  assert.deepEqual([...new Set(values)], [2, 1]);
  await socket.dispose();
});

test("@defer", async () => {
  const query = gql`
    query {
      sayHello(name: "now")
      ... @defer {
        slowly(milliseconds: 50)
      }
    }
  `;
  const results = await resultsOf(makeClient({ exchanges: [fetchExchange] }).query(query, {}));
  assert.deepEqual(results[0].data, { sayHello: "Hello, now!" });
  assert.deepEqual(results.at(-1).data, { sayHello: "Hello, now!", slowly: 50 });
});
