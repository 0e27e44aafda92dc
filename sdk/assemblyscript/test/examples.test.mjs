// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { buildModule, copyApp, instantiate, makeApp, metadataOf } from "./support.mjs";

test("the excuses example asks its model and returns the answer", (t) => {
  const { report, bytes } = buildModule(copyApp(t, "examples/excuses"));
  assert.deepEqual(report.functions, ["generateExcuses", "tellExcuses"]);

  let request;
  const app = instantiate(bytes, (name, body) => {
    request = { name, body: JSON.parse(body) };
    return JSON.stringify({ choices: [{ message: { content: 'A "black hole" {' } }] });
  });
  const result = app.exports.generateExcuses(app.writeString("the meeting"));
  assert.equal(app.readString(result), 'A "black hole" {');
  assert.deepEqual(request, {
    name: "llm",
    body: {
      model: "full/llm",
      messages: [
        { role: "system", content: "You are a creative, dark and sarcastic excuse generator." },
        {
          role: "user",
          content: "Generate 2 absurd excuses for why I can't attend \"the meeting\".",
        },
      ],
      temperature: 0.9,
    },
  });
});

test("the excuses example tells its pieces as they come", (t) => {
  const { bytes } = buildModule(copyApp(t, "examples/excuses"));
  const pushed = [];
  const pieces = [{ kind: 1, text: "Hm." }, { kind: 0, text: "A " }, { kind: 0, text: "black hole" }];
  const app = instantiate(bytes, undefined, (stream, memory) => pushed.push(memory.getUint32(stream, true)), [
    ...pieces,
    { kind: 3, text: '{"choices": []}' },
  ]);
  app.exports.tellExcuses(app.writeString("the meeting"));
  assert.deepEqual(pushed.map(app.readString), ["A ", "black hole"]);

  const refused = instantiate(bytes, undefined, undefined, [...pieces, { kind: 3, text: '{"error": "full"}' }]);
  assert.throws(() => refused.exports.tellExcuses(refused.writeString("x")), { code: 1 });
  assert.deepEqual(refused.logs, [["error", "The chat model returned an error: full"]]);
  const failed = instantiate(bytes, undefined, undefined, pieces);
  assert.throws(() => failed.exports.tellExcuses(failed.writeString("x")), { code: 1 });
  assert.deepEqual(failed.logs, [["error", 'The call to model "llm" failed. The log of the runtime tells why.']]);
});

test("the types example builds and fails as it says", (t) => {
  const dir = copyApp(t, "examples/types");
  const { bytes, stderr } = buildModule(dir);
  assert.equal(stderr, "");
  assert.ok(existsSync(path.join(dir, "build/modus.json")));

  const app = instantiate(bytes);
  app.exports.__setArgumentsLength(1);
  assert.throws(() => app.exports.throwError(app.writeString("oops")), { code: 255 });
  assert.throws(() => app.exports.exitWith(3), { code: 3 });
  assert.throws(() => app.exports.askMissingModel(), { code: 1 });
  assert.deepEqual(app.logs, [
    ["fatal", "oops at assembly/failures.ts:9:3"],
    ["error", 'Model "missing" was not found. Add it under "models" in modus.json.'],
  ]);
});

test("the streams example pushes to who takes, and keeps the rest", (t) => {
  const { bytes, stderr } = buildModule(copyApp(t, "examples/streams"));
  assert.equal(stderr, "");
  const pushed = [];
  const take = (stream, memory) => pushed.push(memory.getInt32(stream, true));
  const subscribed = instantiate(bytes, undefined, take);
  subscribed.exports.countdown(3);
  assert.deepEqual(pushed, [3, 2, 1]);

  const alone = instantiate(bytes);
  assert.equal(alone.exports.countWords(alone.writeString("one after another")), 3);
});

test("console, trace and assert reach the log with their levels", (t) => {
  const { bytes } = buildModule(copyApp(t, "examples/types"));
  const app = instantiate(bytes);
  app.exports.logEverything(app.writeString("x"));
  app.exports.timeSomething();
  assert.deepEqual(app.logs, [
    ["", "x"],
    ["debug", "x"],
    ["info", "x"],
    ["warning", "x"],
    ["error", "x"],
    ["error", "Assertion failed: x"],
    ["trace", "x 1.0 2.5"],
    ["", "work: 0ms"],
    ["", "work: 0ms"],
    ["warning", "console.timeEnd: there is no timer named 'work'."],
  ]);
});

test("running out of stack for references is reported and ends the call", (t) => {
  const source = `function grow(text: string): string { return grow(text + "x") + text; }
    export function f(): string { return grow(""); }`;
  const app = instantiate(buildModule(makeApp(t, { "assembly/index.ts": source })).bytes);
  assert.throws(() => app.exports.f(), { code: 255 });
  assert.deepEqual(app.logs, [["fatal", "Stack overflow"]]);
});

test("parameters left out get their defaults inside the module", (t) => {
  const { bytes } = buildModule(copyApp(t, "examples/types"));
  const { exports } = instantiate(bytes);
  exports.__setArgumentsLength(1);
  assert.equal(exports.computed(2, 0), 207);
  exports.__setArgumentsLength(2);
  assert.equal(exports.computed(2, 0), 200);
});

test("the template builds", (t) => {
  const { bytes, report } = buildModule(copyApp(t, "templates/assemblyscript"));
  assert.deepEqual(report.functions, ["ask", "sayHello"]);
  assert.deepEqual(metadataOf(bytes).fnExports.ask.docs.lines, [
    'Answers a question with the model named "llm" in modus.json.',
    "Comments like this one appear in the API's documentation.",
  ]);
});
