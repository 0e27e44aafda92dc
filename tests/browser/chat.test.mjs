// SPDX-License-Identifier: Apache-2.0

// The page of examples/chat in a real browser: on the model that runs here, and on a provider that is slow, endless
// or refuses.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { startServer } from "../clients/support.mjs";
import { root, startBrowser, startProviders } from "./support.mjs";

const kApp = path.join(root, process.env.MODUS_CHAT_APP ?? "examples/chat");

let browser;
let page;
before(async () => (browser = await startBrowser()));
after(() => browser.close());
afterEach(() => page.close());

/** Opens the page, which must not complain. */
async function open(server) {
  page = await browser.newPage();
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(server.page);
}

async function ask(text) {
  await page.getByLabel("Your question").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

const turn = (role) => page.locator(`li.${role}`).last();
const stop = () => page.getByRole("button", { name: "Stop" });
const idle = () => page.locator("#stop[disabled]").waitFor();

/** Notes each length that the last answer has on its way. */
const watchLengths = () =>
  page.evaluate(() => {
    const list = document.getElementById("turns");
    window.lengths = [];
    new MutationObserver(() => window.lengths.push(list.lastElementChild.textContent.length)).observe(list, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });

describe("on the model that runs here", () => {
  let server;
  before(async () => (server = await startServer(() => {}, kApp)));
  after(() => server.stop());
  beforeEach(() => open(server));

  test("an answer grows word by word", async () => {
    await watchLengths();
    await ask("Tell me about the sea.");
    await page.locator("li.growing").waitFor();
    assert.ok(await stop().isEnabled());
    await idle();
    const lengths = await page.evaluate(() => window.lengths);
    const answer = await turn("assistant").textContent();
    assert.ok(new Set(lengths).size > 5, `lengths on the way: ${lengths}`);
    assert.equal(lengths.at(-1), answer.length);
    assert.ok(await page.getByRole("alert").isHidden());
  });

  test("a conversation goes on", async () => {
    for (const text of ["Hello.", "And again."]) {
      await ask(text);
      await idle();
    }
    assert.deepEqual(await page.locator("li").evaluateAll((items) => items.map(({ className }) => className)), [
      "user",
      "assistant",
      "user",
      "assistant",
    ]);
  });
});

describe("on a provider", () => {
  let providers;
  let server;
  before(async () => {
    providers = await startProviders();
    server = await startServer(useProviders, kApp);
  });
  after(async () => {
    await server.stop();
    await providers.stop();
  });
  beforeEach(() => open(server));

  function useProviders(build) {
    const file = path.join(build, "modus.json");
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    manifest.connections = {
      played: { type: "http", baseUrl: providers.address, headers: { Authorization: "Bearer test-key" } },
    };
    manifest.models.llm = { sourceModel: "gpt-4o-mini", connection: "played", path: "v1/chat/completions" };
    writeFileSync(file, JSON.stringify(manifest));
  }

  test("text is shown as text, whatever it holds", async () => {
    const text = "please split <b>größer</b> 😀 &amp;";
    await ask(text);
    await idle();
    assert.equal(await turn("assistant").textContent(), `You said: ${text}`);
  });

  test("stop ends the answer, and the provider's work", async () => {
    await ask("please slow please go on");
    await page.waitForFunction(() => document.querySelector("li.assistant")?.textContent.length > 20);
    await stop().click();
    await idle();
    const shown = await turn("assistant").textContent();
    assert.ok(await page.locator("li.stopped").isVisible());
    while (!(await providers.endless()).every(({ left }) => left)) await new Promise((next) => setTimeout(next, 20));
    assert.equal(await turn("assistant").textContent(), shown);
    assert.ok(await page.getByRole("alert").isHidden());
    await ask("Hello!");
    await idle();
    assert.equal(await turn("assistant").textContent(), "You said: Hello!");
  });

  test("a page that is left ends the answer too", async () => {
    await ask("please slow please go on and on");
    await page.locator("li.growing").waitFor();
    await page.goto("about:blank");
    while (!(await providers.endless()).every(({ left }) => left)) await new Promise((next) => setTimeout(next, 20));
  });

  test("an error is shown, and the next question answered", async () => {
    await ask("please fail");
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").textContent(), /The server had an error/);
    await ask("Hello!");
    await idle();
    assert.equal(await turn("assistant").textContent(), "You said: Hello!");
    assert.ok(await page.getByRole("alert").isHidden());
  });

  test("an answer that breaks off keeps what came", async () => {
    await ask("please break after these words");
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").textContent(), /The stream broke/);
    assert.match(await turn("assistant").textContent(), /^You said: /);
  });
});

test("a model that is not there is an error", async () => {
  const server = await startServer((build) => {
    const file = path.join(build, "modus.json");
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    manifest.models = {};
    writeFileSync(file, JSON.stringify(manifest));
  }, kApp);
  await open(server);
  await ask("Hello!");
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").textContent(), /there is no model "llm" in modus.json/);
  await server.stop();
});
