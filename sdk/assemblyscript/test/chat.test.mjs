// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { buildModule, instantiate, makeApp } from "./support.mjs";

let cached;

/** The test app, built once, in a fresh instance whose models give the answers in turn. */
function start(t, ...answers) {
  cached ??= buildModule(
    makeApp(t, { "assembly/index.ts": readFileSync(new URL("chat_app.ts", import.meta.url), "utf8") }),
  ).bytes;
  const requests = [];
  const app = instantiate(cached, (name, body) => {
    requests.push(JSON.parse(body));
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    return answer === null || typeof answer === "string" ? answer : JSON.stringify(answer);
  });
  const call = (name, ...args) => {
    const lowered = args.map((arg) => (typeof arg === "string" ? app.writeString(arg) : arg));
    return app.exports[name](...lowered);
  };
  const text = (name, ...args) => app.readString(call(name, ...args));
  return { ...app, requests, call, text };
}

const reply = (content) => ({ choices: [{ index: 0, message: { role: "assistant", content } }] });

const kFullAnswer = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1700000000,
  model: "gpt-4o-mini-2024",
  service_tier: "default",
  system_fingerprint: "fp_1",
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      message: {
        content: 'She said: "{[\\"',
        audio: { id: "a1", expires_at: 1, data: "AAA=", transcript: "hi" },
      },
      logprobs: {
        content: [
          { token: "a", logprob: -0.5, bytes: [97, 255], top_logprobs: [{ token: "b", logprob: -2, bytes: null }] },
        ],
      },
    },
  ],
  usage: { completion_tokens: 3, prompt_tokens: 4, total_tokens: 7 },
};

test("defaults are not sent and the model's name is in lower case", (t) => {
  const app = start(t, reply("hi"));
  app.text("plain", "Hello");
  assert.deepEqual(app.requests, [
    { model: "full/chat-model", messages: [{ role: "user", content: "Hello" }] },
  ]);
});

test("every setting is sent under its wire name", (t) => {
  const app = start(t, reply("hi"));
  app.call("everySetting", "x");
  assert.deepEqual(app.requests[0], {
    model: "full/chat-model",
    messages: [{ role: "user", content: "x" }],
    modalities: ["text", "audio"],
    audio: { voice: "alloy", format: "mp3" },
    frequency_penalty: -1.5,
    logit_bias: { 50256: -100 },
    logprobs: true,
    top_logprobs: 3,
    max_tokens: 10,
    max_completion_tokens: 20,
    n: 2,
    presence_penalty: 0.25,
    response_format: { type: "json_object" },
    seed: 42,
    service_tier: "auto",
    stop: ["\n", "END"],
    temperature: 0.5,
    top_p: 0.75,
    tools: [{ type: "function", function: { name: "now", description: "Tells the time" } }],
    tool_choice: "auto",
    parallel_tool_calls: false,
    user: "me",
  });
});

test("a JSON schema goes into the response format as it is", (t) => {
  const app = start(t, reply("hi"));
  app.call("schemaFormat", "x");
  assert.deepEqual(app.requests[0], {
    model: "full/chat-model",
    messages: [{ role: "user", content: "x" }],
    response_format: { type: "json_schema", json_schema: { name: "x", schema: { type: "object" } } },
  });
});

test("a full answer is read and written back without loss", (t) => {
  assert.deepEqual(JSON.parse(start(t, kFullAnswer).text("plain", "x")), kFullAnswer);
  assert.equal(start(t, kFullAnswer).call("createdAt", "x"), 1700000000000n);
});

test("tool calls come with a null content and are answered", (t) => {
  const toolCalls = [
    { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo}"}' } },
  ];
  const wish = { message: { content: null, refusal: null, tool_calls: toolCalls } };
  const app = start(t, { choices: [{ finish_reason: "tool_calls", ...wish }] }, reply("sunny"));
  assert.equal(app.text("useTool", "weather?"), "sunny");

  const [first, second] = app.requests;
  assert.deepEqual(first.tool_choice, { type: "function", function: { name: 'we"ather' } });
  assert.deepEqual(first.tools[0].function, {
    name: "weather",
    description: 'Says "sun" or "rain"',
    parameters: {
      type: "object",
      properties: {
        city: { type: "string", description: 'A "big" one' },
        days: { type: "integer", description: "How far ahead" },
      },
      required: ["city", "days"],
      additionalProperties: false,
    },
  });
  assert.deepEqual(first.tools[1].function, {
    name: "now",
    description: "Tells the time",
    strict: true,
    parameters: { type: "object" },
  });
  assert.equal(second.tool_choice, "none");
  assert.deepEqual(second.messages.slice(2), [
    { role: "assistant", content: "", tool_calls: toolCalls },
    { role: "tool", content: 'weather{"city":"Oslo}"}', tool_call_id: "c1" },
  ]);
});

test("messages of every kind are written and read back", (t) => {
  const app = start(t);
  const written = app.text("writeMessages");
  assert.deepEqual(JSON.parse(written), [
    { role: "developer", content: "be brief" },
    { role: "user", name: "ann", content: 'quote " backslash \\ newline \n tab \t bell \u0007 é 🦊' },
    {
      role: "user",
      content: [
        { type: "text", text: "look" },
        { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        { type: "input_audio", input_audio: { data: "AAA=", format: "wav" } },
      ],
    },
    { role: "assistant", content: "hm", refusal: "no" },
    { role: "assistant", content: [{ type: "refusal", refusal: "never" }] },
    { role: "tool", tool_call_id: "call-1", content: [{ type: "text", text: "42" }] },
    { role: "system", content: [{ type: "text", text: "s" }] },
    { role: "developer", content: [{ type: "text", text: "d" }] },
  ]);
  assert.deepEqual(JSON.parse(app.text("rewriteMessages", written)), JSON.parse(written));
});

for (const [what, answer, message] of [
  ["an error", { error: { message: "No credit", type: "x", param: null, code: null } }, "No credit"],
  ["an error that is a string", { error: "busy" }, "busy"],
]) {
  test(`${what} in place of an answer ends the call with its message`, (t) => {
    const app = start(t, answer);
    assert.throws(() => app.call("content", "x"), { code: 1 });
    assert.deepEqual(app.logs, [["error", `The chat model returned an error: ${message}`]]);
  });
}

test("an answer that is not JSON ends the call and is quoted", (t) => {
  const app = start(t, "<html>Bad gateway</html>");
  assert.throws(() => app.call("content", "x"), { code: 1 });
  assert.match(app.logs[0][1], /not JSON: <html>Bad gateway/);
});

test("a host failure ends the call and names the model", (t) => {
  const app = start(t, null);
  assert.throws(() => app.call("content", "x"), { code: 1 });
  assert.match(app.logs[0][1], /"Chat-Model" failed/);
});

test("an answer may have a null error and lack most members", (t) => {
  const app = start(t, { error: null, usage: null, choices: [{ logprobs: null, message: { content: "ok" } }] });
  assert.equal(app.text("content", "x"), "ok");
});

test("escapes and odd characters in an answer are read exactly", (t) => {
  const content = "\u2019 \ud83e\udd8a \" \\ / \b\f\n\r\t é }]{[";
  const escaped = JSON.stringify(reply(content)).replace(/[^ -~]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`;
  });
  assert.equal(start(t, escaped).text("content", "x"), content);
  assert.equal(start(t, JSON.stringify(reply(content), null, 2)).text("content", "x"), content);
});

test("of members with the same name the last counts, however it is written", (t) => {
  const other = JSON.stringify(reply("first").choices);
  const answer = `{"choices":${other},"\\u0063ho\\u0069ces":${JSON.stringify(reply("last").choices)},"choice":[]}`;
  assert.equal(start(t, answer).text("content", "x"), "last");
  assert.equal(start(t, `{"choices":[{"message":{"\\u0063ontent":"\\/\\"x\\u00e9"}}]}`).text("content", "x"), '/"xé');
});

test("an answer like the one before, but for its last character, is read anew", (t) => {
  const app = start(t, JSON.stringify(reply("ok")), JSON.stringify(reply("ok")).slice(0, -1));
  assert.equal(app.text("content", "x"), "ok");
  assert.throws(() => app.call("content", "x"), { code: 1 });
});

test("malformed and deeply nested answers are refused, not followed", (t) => {
  const deep = "[".repeat(100000);
  for (const bad of ["", "{", '{"choices":[}', '{"a":01}', '{"a":"\\x"}', '{"a":1} x', deep]) {
    assert.throws(() => start(t, bad).call("content", "x"), { code: 1 }, bad.slice(0, 20));
  }
});

test("long texts are written without harm", (t) => {
  const app = start(t, reply("y".repeat(300000)));
  assert.equal(app.call("long", 100000), 300000);
  assert.equal(app.requests[0].messages[0].content, '"'.repeat(100000));
  assert.equal(app.requests[0].tool_choice.function.name, "f".repeat(100000));
  assert.equal(app.requests[0].response_format.json_schema, "s".repeat(100000));
});

test("debug logs the request and the response", (t) => {
  const app = start(t, reply("ok"));
  app.text("debugged", "x");
  assert.deepEqual(app.logs.map(([level]) => level), ["debug", "debug"]);
});

test("the app's own @json classes work beside a model and around its classes", (t) => {
  const app = start(t);
  const input = {
    note: { title: "t", count: 1 },
    usage: { completion_tokens: 1, prompt_tokens: 2, total_tokens: 3 },
    message: { content: null, tool_calls: [] },
  };
  assert.deepEqual(JSON.parse(app.text("notes", JSON.stringify(input))), {
    note: { title: "t", count: 2 },
    usage: input.usage,
    message: { content: "" },
  });
});
