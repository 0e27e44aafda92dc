// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import { BatchHttpLink } from "@apollo/client/link/batch-http";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { startServer } from "./support.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

/** Makes a client; `requests` gets each request's body as it is sent. */
function makeClient({ requests = [], before = [], Link = HttpLink, ...options } = {}) {
  const fetchAndNote = (uri, init) => {
    requests.push(init.body ? JSON.parse(init.body) : uri);
    return fetch(uri, init);
  };
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([...before, new Link({ uri: server.http, fetch: fetchAndNote })]),
    ...options,
  });
}

const PERSON = gql`
  query Person($name: String!) {
    person(name: $name) {
      name
      ...Friends
    }
  }
  fragment Friends on Person {
    friends {
      name
      age
    }
  }
`;

function subscribe(client, query, variables) {
  return new Promise((done, failed) => {
    const values = [];
    client.subscribe({ query, variables }).subscribe({
      next: (result) => values.push(result),
      error: failed,
      complete: () => done(values),
    });
  });
}

test("queries with variables and fragments fill the cache", async () => {
  const client = makeClient();
  const { data } = await client.query({ query: PERSON, variables: { name: "Eve" } });
  assert.equal(data.person.name, "Eve");
  assert.deepEqual(data.person.friends[1], { __typename: "Person", name: "Bob", age: 32 });
  assert.deepEqual(client.readQuery({ query: PERSON, variables: { name: "Eve" } }), data);
});

test("mutations", async () => {
  const { data } = await makeClient().mutate({
    mutation: gql`
      mutation ($age: Int!) {
        addPerson(name: "Dan", age: $age) {
          name
          age
        }
      }
    `,
    variables: { age: 7 },
  });
  assert.equal(data.addPerson.age, 7);
});

test("a failed function and a refused query are GraphQL errors", async () => {
  const failed = makeClient().query({ query: gql`{ fail(message: "no") }` });
  await assert.rejects(failed, (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.deepEqual(error.errors[0].path, ["fail"]);
    return true;
  });
  await assert.rejects(makeClient().query({ query: gql`{ nothing }` }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0].message, 'Cannot query field "nothing" on type "Query".');
    return true;
  });
});

test("automatic persisted queries: by hash, then with the text, then by hash again", async () => {
  const requests = [];
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const before = [new PersistedQueryLink({ sha256 })];
  const query = gql`{ sayHello(name: "persisted") }`;
  for (const _ of [1, 2]) {
    const { data } = await makeClient({ requests, before }).query({ query });
    assert.equal(data.sayHello, "Hello, persisted!");
  }
  assert.deepEqual(requests.map((request) => "query" in request), [false, true, false]);
});

test("batched requests", async () => {
  const requests = [];
  const client = makeClient({ requests, Link: BatchHttpLink });
  const [first, second] = await Promise.all([
    client.query({ query: gql`{ sayHello(name: "1") }` }),
    client.query({ query: gql`{ sayHello(name: "2") }` }),
  ]);
  assert.deepEqual([first.data.sayHello, second.data.sayHello], ["Hello, 1!", "Hello, 2!"]);
  assert.equal(requests.length, 1);
  assert.equal(requests[0].length, 2);
});

test("subscriptions over WebSocket", async () => {
  const socket = createClient({ url: server.ws, webSocketImpl: WebSocket });
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new GraphQLWsLink(socket) });
  const query = gql`subscription ($n: Int!) { countdown(from: $n) }`;
  const results = await subscribe(client, query, { n: 3 });
  assert.deepEqual(results.map((result) => result.data.countdown), [3, 2, 1]);
  await socket.dispose();
});

for (const Handler of [Defer20220824Handler, GraphQL17Alpha9Handler]) {
  test(`@defer, as ${Handler.name} reads it`, async () => {
    const client = makeClient({ incrementalHandler: new Handler() });
    const query = gql`
      query {
        sayHello(name: "now")
        ... @defer {
          slowly(milliseconds: 50)
        }
        person(name: "Eve") {
          name
          ... @defer {
            friends {
              name
            }
          }
        }
      }
    `;
    const results = [];
    const observable = client.watchQuery({ query });
    await new Promise((done, failed) => {
      observable.subscribe({
        next: (result) => {
          if (result.data?.sayHello) results.push(structuredClone(result.data));
          if (result.dataState === "complete") done();
        },
        error: failed,
      });
    });
    assert.equal("slowly" in results[0], false);
    const last = results.at(-1);
    assert.equal(last.slowly, 50);
    assert.deepEqual(last.person.friends.map((friend) => friend.name), ["Ann", "Bob", "Cid"]);
  });
}
