// SPDX-License-Identifier: Apache-2.0

// The audits that graphql-http has for servers of GraphQL over HTTP.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serverAudits } from "graphql-http";
import { startServer } from "./support.mjs";

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

for (const audit of serverAudits({ url: () => server.http })) {
  test(audit.name, async () => {
    const result = await audit.fn();
    assert.equal(result.status, "ok", result.reason);
  });
}
