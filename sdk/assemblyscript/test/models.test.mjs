// SPDX-License-Identifier: Apache-2.0

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Exit, buildModule, instantiate, makeApp } from "./support.mjs";

let built;

/** Calls a function of the test app, whose models all give the answer. */
function run(t, name, answer, ...args) {
  const source = readFileSync(new URL("models_app.ts", import.meta.url), "utf8");
  built ??= buildModule(makeApp(t, { "assembly/index.ts": source })).bytes;
  const requests = [];
  const app = instantiate(built, (_, body) => {
    requests.push(JSON.parse(body));
    return typeof answer === "string" ? answer : JSON.stringify(answer);
  });
  let exit = null;
  let result;
  try {
    result = app.exports[name](...args.map(app.writeString));
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    exit = error.code;
  }
  return { request: requests[0], result, text: () => app.readString(result), exit, logs: app.logs };
}

test("OpenAI embeddings of a text", (t) => {
  const { request, text } = run(
    t,
    "embedText",
    {
      object: "list",
      data: [{ object: "embedding", embedding: [0.5, -1e-3, 2], index: 0 }],
      model: "text-embedding-3-small",
      usage: { prompt_tokens: 8, total_tokens: 8 },
    },
    'a "text"',
  );
  assert.deepEqual(request, { model: "full/embed", input: 'a "text"' });
  assert.equal(text(), "text-embedding-3-small 8 [0.5,-0.001,2.0]");
});

test("OpenAI embeddings in base64", (t) => {
  const embedding = Buffer.from(new Float32Array([0.5, -2]).buffer).toString("base64");
  const { text } = run(t, "embedText", { data: [{ embedding }], usage: null, model: null }, "x");
  assert.equal(text(), " 0 [0.5,-2.0]");
});

test("OpenAI embeddings with every setting, of texts and of tokens", (t) => {
  const many = run(t, "embedMany", { data: [{}, { embedding: null }] });
  assert.deepEqual(many.request, {
    model: "full/embed",
    input: ["a", "b"],
    encoding_format: "base64",
    dimensions: 2,
    user: "u",
  });
  assert.equal(many.result, 2);
  assert.deepEqual(run(t, "embedTokens", {}).request.input, [[1], [2, 3]]);
});

test("OpenAI embeddings that are no vectors end the call with an error that says so", (t) => {
  for (const embedding of ["A", "AAA", "=", "====", "AA A", "AAAA", "éééé", [1, null, 2], true, {}]) {
    const { exit, logs } = run(t, "embedText", { data: [{ embedding, index: 0 }] }, "x");
    assert.equal(exit, 1, JSON.stringify(embedding));
    assert.match(logs.at(-1)[1], /holds no vector at \.data\[0\]\.embedding/);
  }
  assert.equal(run(t, "embedText", { data: [{ embedding: "" }] }, "x").text(), " 0 []");
});

test("integers may be written as floats", (t) => {
  for (const [written, read] of [["8.0", 8], ["1e1", 10], ["80E-1", 8]]) {
    const answer = `{"data": [{"embedding": []}], "usage": {"total_tokens": ${written}}}`;
    assert.equal(run(t, "embedText", answer, "x").text(), ` ${read} []`);
  }
  const { logs } = run(t, "embedText", '{"data": [{}], "usage": {"prompt_tokens": 8.5}}', "x");
  assert.match(logs.at(-1)[1], /prompt_tokens should be an integer .* but is 8\.5/);
});

test("Embeddings of something else are refused when the app is built", (t) => {
  const source = `import { models } from "@hypermode/modus-sdk-as";
    import { OpenAIEmbeddingsModel } from "@hypermode/modus-sdk-as/models/openai/embeddings";
    export function f(): i32 {
      const model = models.getModel<OpenAIEmbeddingsModel>("m");
      return model.invoke(model.createInput(CONTENT)).data.length;
    }`;
  for (const content of ["1.5", "[true]", "[[true]]", "[1.5]"]) {
    const dir = makeApp(t, { "assembly/index.ts": source.replace("CONTENT", content) });
    assert.throws(() => buildModule(dir), /Embeddings are made of a string/, content);
  }
});

const kClaudeAnswer = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude",
  content: [{ type: "text", text: "Hi", citations: null }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 12, cache_creation: { a: 1 }, output_tokens: 6, service_tier: "standard" },
};

test("Anthropic messages", (t) => {
  const { request, text } = run(t, "claude", kClaudeAnswer, "Hello");
  assert.deepEqual(request, {
    model: "Full/Claude",
    max_tokens: 4096,
    messages: [
      { role: "user", content: "Hello" },
      { role: "assistant", content: "A" },
    ],
  });
  const { content, usage, ...rest } = kClaudeAnswer;
  assert.deepEqual(JSON.parse(text()), {
    ...rest,
    content: [{ type: "text", text: "Hi" }],
    usage: { input_tokens: 12, output_tokens: 6 },
  });
});

test("Anthropic messages with every setting and a tool's use", (t) => {
  const use = { type: "tool_use", id: "toolu_1", name: "t", input: { a: [1] } };
  const { request, text } = run(t, "claudeEverything", { ...kClaudeAnswer, content: [use], stop_reason: null });
  assert.deepEqual(request, {
    model: "Full/Claude",
    messages: [{ role: "user", content: "x" }],
    max_tokens: 10,
    metadata: { user_id: "u" },
    stop_sequences: ["stop"],
    system: "s",
    temperature: 0.5,
    tool_choice: { type: "tool", name: "t" },
    tools: [{ name: "t", input_schema: { type: "object" }, description: "d" }],
    top_k: 5,
    top_p: 0.5,
  });
  assert.equal(text(), '{"a":[1]}t12.0');
});

const kGeminiAnswer = {
  candidates: [
    {
      content: { role: "model", parts: [{ text: "Hi" }] },
      finishReason: "STOP",
      index: 0,
      safetyRatings: [{ category: "HARM_CATEGORY_HARASSMENT", probability: "NEGLIGIBLE" }],
      citationMetadata: { citationSources: [{ startIndex: 1, endIndex: 9, uri: "u", license: "" }] },
    },
  ],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7, cachedContentTokenCount: 0 },
};

test("Gemini", (t) => {
  const { request, text } = run(t, "google", { ...kGeminiAnswer, modelVersion: "x", promptFeedback: null }, "Hello");
  assert.deepEqual(request, {
    contents: [
      { role: "user", parts: [{ text: "Hello" }] },
      { role: "model", parts: [{ text: "A" }] },
    ],
  });
  assert.deepEqual(JSON.parse(text()), kGeminiAnswer);
});

test("Gemini with every setting", (t) => {
  const { request, text } = run(t, "googleEverything", kGeminiAnswer);
  assert.deepEqual(request, {
    contents: [{ role: "user", parts: [{ text: "x" }] }],
    systemInstruction: { role: "system", parts: [{ text: "s" }] },
    generationConfig: {
      candidateCount: 2,
      stopSequences: ["s"],
      maxOutputTokens: 3,
      temperature: 0,
      topP: 0.5,
      topK: 4,
      responseMimeType: "application/json",
      responseSchema: { type: "STRING" },
    },
    safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
    cachedContent: "cachedContents/1",
  });
  assert.equal(text(), "STOP");
});

test("Llama", (t) => {
  const answer = { generation: "y", prompt_token_count: 1, generation_token_count: 2, stop_reason: "stop" };
  const { request, text } = run(t, "llama", answer);
  assert.deepEqual(request, { prompt: "x" });
  assert.deepEqual(JSON.parse(text()), answer);
  assert.deepEqual(run(t, "llamaEverything", answer).request, {
    prompt: "x",
    temperature: 0,
    top_p: 1,
    max_gen_len: 1,
  });
});

test("classification", (t) => {
  const prediction = { label: "a", confidence: 0.75, probabilities: [{ label: "a", probability: 0.75 }] };
  const { request, text } = run(t, "classify", { predictions: [prediction, prediction] });
  assert.deepEqual(request, { instances: ["a", "b"] });
  assert.deepEqual(JSON.parse(text()), { predictions: [prediction, prediction] });
});

test("experimental embeddings", (t) => {
  assert.equal(run(t, "vectors", { predictions: [[0.5, 1]] }).text(), "[[0.5,1.0]]");
});

test("errors of providers end the call with their message", (t) => {
  const answers = [
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    { error: { code: 400, message: "Overloaded", status: "INVALID_ARGUMENT" } },
    { error: "Overloaded" },
  ];
  const bare = run(t, "claude", { type: "error" }, "x");
  assert.deepEqual(bare.logs.at(-1), ["error", 'The model returned an error: {"type":"error"}']);
  for (const name of ["claude", "google", "llama", "classify", "vectors", "embedMany"]) {
    for (const answer of answers) {
      const { exit, logs } = run(t, name, answer, "x");
      assert.equal(exit, 1);
      assert.deepEqual(logs.at(-1), ["error", "The model returned an error: Overloaded"], name);
    }
  }
});

test("answers that are not JSON, or of another shape, say so", (t) => {
  const html = run(t, "claude", "<html>", "x");
  assert.deepEqual(html.logs.at(-1), ["error", 'the answer of model "Claude" is not JSON: <html>']);
  const shape = run(t, "claude", { content: [{ type: 5 }] }, "x");
  assert.match(shape.logs.at(-1)[1], /does not fit AnthropicMessagesOutput: \.content\[0\]\.type should be a string/);
});
