// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { collect, startServer } from "./support.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const makeClient = (options = {}) => createClient({ url: server.ws, webSocketImpl: WebSocket, ...options });

test("queries, mutations and subscriptions share a connection", async () => {
  let connections = 0;
  const client = makeClient({ on: { connected: () => ++connections } });
  const [query, mutation, numbers, greetings] = await Promise.all([
    collect(client.iterate({ query: '{ sayHello(name: "ws") }' })),
    collect(client.iterate({ query: 'mutation { addPerson(name: "Dan", age: 7) { age } }' })),
    collect(client.iterate({ query: "subscription { countdown(from: 50) }" })),
    collect(client.iterate({
      query: "subscription ($names: [String!]!) { greetings(names: $names) { text to { name } __typename } }",
      variables: { names: ["Ann", "Bob"] },
    })),
  ]);
  assert.deepEqual(query[0].data, { sayHello: "Hello, ws!" });
  assert.deepEqual(mutation[0].data, { addPerson: { age: 7 } });
  assert.deepEqual(numbers.map(({ data }) => data.countdown), Array.from({ length: 50 }, (_, i) => 50 - i));
  assert.deepEqual(greetings[1].data.greetings,
    { text: "Hello, Bob!", to: { name: "Bob" }, __typename: "Greeting" });
  assert.equal(connections, 1);
  await client.dispose();
});

test("a subscription that is left ends, others go on", async () => {
  const client = makeClient();
  const values = [];
  for await (const { data } of client.iterate({ query: "subscription { forever }" })) {
    values.push(data.forever);
    if (values.length === 100) break;
  }
  assert.deepEqual(values.slice(0, 3), [0, 1, 2]);
  const numbers = await collect(client.iterate({ query: "subscription { countdown(from: 2) }" }));
  assert.equal(numbers.length, 2);
  await client.dispose();
});

test("a failure after some values is an event with errors, then the end", async () => {
  const client = makeClient();
  const events = await collect(client.iterate({ query: "subscription { breaking }" }));
  assert.deepEqual(events[0].data, { breaking: "first" });
  assert.equal(events.length, 2);
  assert.deepEqual(events[1].errors[0].path, ["breaking"]);
  await client.dispose();
});

test("a refused operation is an error message, not the connection's end", async () => {
  const client = makeClient();
  await assert.rejects(collect(client.iterate({ query: "subscription { nothing }" })), (errors) => {
    assert.equal(errors[0].message, 'Cannot query field "nothing" on type "Subscription".');
    return true;
  });
  assert.equal((await collect(client.iterate({ query: "{ sayHello }" }))).length, 1);
  await client.dispose();
});

test("pings are answered with their payload", async () => {
  const pongs = [];
  const client = makeClient({ lazy: false, keepAlive: 20, on: { pong: (received) => received && pongs.push(1) } });
  await collect(client.iterate({ query: "{ slowly(milliseconds: 100) }" }));
  assert.ok(pongs.length > 0);
  await client.dispose();
});

/** What a raw connection is closed with after it has sent these messages. */
async function closeOf(messages, protocol = "graphql-transport-ws") {
  const socket = new WebSocket(server.ws, protocol);
  await once(socket, "open");
  for (const message of messages) {
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }
  const [code, reason] = await once(socket, "close");
  return [code, reason.toString()];
}

test("breaches of the protocol close the connection with its codes", async () => {
  const init = { type: "connection_init" };
  const subscribe = { id: "1", type: "subscribe", payload: { query: "subscription { forever }" } };
  assert.equal((await closeOf(["{"]))[0], 4400);
  assert.equal((await closeOf([{ type: "unheard" }]))[0], 4400);
  assert.equal((await closeOf([subscribe]))[0], 4401);
  assert.equal((await closeOf([init, init]))[0], 4429);
  const [code, reason] = await closeOf([init, subscribe, subscribe]);
  assert.equal(code, 4409);
  assert.equal(reason, "Subscriber for 1 already exists");
});

test("a connection without the subprotocol is refused", async () => {
  const socket = new WebSocket(server.ws);
  await assert.rejects(once(socket, "open"));
});
