// SPDX-License-Identifier: Apache-2.0

// Builds an app and serves it with the real binary: MODUS_BINARY, else build/modus.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const modus = process.env.MODUS_BINARY ?? path.resolve(here, "../../build/modus");

/** Serves the app, that of these tests or another, until stop() is called. `before` may change the built folder. */
export async function startServer(before = () => {}, source = path.join(here, "app")) {
  const folder = mkdtempSync(path.join(tmpdir(), "modus-clients-"));
  const app = path.join(folder, "app");
  cpSync(source, app, { recursive: true, filter: (file) => !/\/(build|node_modules)$/.test(file) });
  const built = spawnSync(modus, ["build", app], { encoding: "utf8" });
  assert.equal(built.status, 0, built.stderr);
  before(path.join(app, "build"));

  const server = spawn(modus, ["serve", path.join(app, "build"), "--port", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines = createInterface({ input: server.stderr });
  const log = [];
  const port = await new Promise((found, failed) => {
    lines.on("line", (line) => {
      log.push(line);
      const match = /(?:"port":| port=)(\d+)/.exec(line);
      if (match) found(Number(match[1]));
    });
    lines.on("close", () => failed(new Error(`the server ended:\n${log.join("\n")}`)));
  });
  return {
    page: `http://127.0.0.1:${port}/`,
    http: `http://127.0.0.1:${port}/graphql`,
    ws: `ws://127.0.0.1:${port}/graphql`,
    pid: server.pid,
    log,
    async stop() {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      const [code] = await ended;
      rmSync(folder, { recursive: true, force: true });
      assert.equal(code, 0, log.join("\n"));
    },
  };
}

/** All values of an async iterable. */
export async function collect(values) {
  const all = [];
  for await (const value of values) all.push(value);
  return all;
}
