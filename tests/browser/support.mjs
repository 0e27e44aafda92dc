// SPDX-License-Identifier: Apache-2.0

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The system's Chromium, with a fresh profile, and nothing that would reach for the network by itself. */
export function startBrowser() {
  const flags = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
    "disable-component-update", "disable-sync"];
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromiumSandbox: process.getuid() !== 0,
    args: flags.map((flag) => `--${flag}`),
  });
}

/** The providers that tests play, at `address`, until stop() is called. */
export async function startProviders() {
  const server = spawn("python3", [path.join(root, "tests/providers/server.py")], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(createInterface({ input: server.stdout }), "line");
  const address = `http://127.0.0.1:${port}/`;
  return {
    address,
    endless: async () => (await fetch(`${address}endless`)).json(),
    async stop() {
      server.kill("SIGKILL");
      await once(server, "exit");
    },
  };
}
