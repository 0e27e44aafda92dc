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
  return { request: requests[0], requests, result, text: () => app.readString(result), exit, logs: app.logs };
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

test("Anthropic messages of blocks", (t) => {
  const content = [
    { type: "thinking", thinking: "Hm.", signature: "sig" },
    { type: "redacted_thinking", data: "secret" },
    { type: "text", text: "I look." },
    { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Rome" } },
  ];
  const { requests, text } = run(t, "claudeInBlocks", { ...kClaudeAnswer, content });
  const asked = {
    role: "user",
    content: [
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AP8=" } },
      { type: "image", source: { type: "url", url: "https://x.example/a.png" } },
      { type: "document", source: { type: "base64", media_type: "application/pdf", data: "UERG" } },
      { type: "text", text: 'What is "this"?' },
    ],
  };
  const thinking = { type: "enabled", budget_tokens: 2048 };
  assert.deepEqual(requests[0], { model: "Full/Claude", max_tokens: 4096, thinking, messages: [asked] });
  assert.deepEqual(requests[1].messages, [
    asked,
    { role: "assistant", content },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "toolu_1", content: "12 °C" },
        { type: "tool_result", tool_use_id: "toolu_2", content: "no such city", is_error: true },
      ],
    },
  ]);
  assert.equal(text(), 'Hm.|Again|I look.||"[a]"\n');
});

test("answers of Anthropic's own tools are read and sent back as they are", (t) => {
  const content = [{ type: "web_search_tool_result", tool_use_id: "srv", content: [{ type: "web_search_result", url: "u" }] }];
  const { requests } = run(t, "claudeInBlocks", { ...kClaudeAnswer, content: [{ type: "thinking", thinking: "" }, ...content] });
  assert.deepEqual(requests[1].messages[1].content[1], content[0]);
});

test("Gemini in parts", (t) => {
  const parts = [
    { text: "Hm.", thought: true },
    { text: "I look.", thoughtSignature: "sig" },
    { functionCall: { id: "1", name: "weather", args: { city: "Rome" } }, thoughtSignature: "sig2" },
    { functionCall: { name: "now", args: {} } },
  ];
  const answer = { ...kGeminiAnswer, candidates: [{ content: { role: "model", parts } }] };
  const { requests, text } = run(t, "googleInParts", answer);
  const asked = {
    role: "user",
    parts: [
      { inlineData: { mimeType: "image/png", data: "AP8=" } },
      { fileData: { mimeType: "application/pdf", fileUri: "https://files.example/a" } },
      { text: "" },
    ],
  };
  assert.deepEqual(requests[0], {
    contents: [asked],
    tools: [
      {
        functionDeclarations: [
          { name: "weather", description: "The weather.", parametersJsonSchema: { type: "object" } },
          { name: "now", description: "" },
        ],
      },
      { googleSearch: {} },
    ],
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["weather"] } },
    generationConfig: { candidateCount: 1, thinkingConfig: { includeThoughts: true, thinkingBudget: -1 } },
  });
  const response = { output: "rain" };
  assert.deepEqual(requests[1].contents, [
    asked,
    { role: "model", parts },
    { role: "user", parts: [{ functionResponse: { id: "1", name: "weather", response } }] },
    { role: "user", parts: [{ functionResponse: { name: "now", response } }] },
  ]);
  assert.equal(text(), "I look.");
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

const kReasoning = {
  id: "rs_1",
  type: "reasoning",
  summary: [{ type: "summary_text", text: "Hm" }],
  encrypted_content: "gAAA",
};
const kCall = {
  type: "function_call",
  id: "fc_1",
  call_id: "call_1",
  name: "get_weather",
  arguments: '{"location":"Paris"}',
  status: "completed",
};
const kSaid = {
  type: "message",
  id: "msg_1",
  status: "completed",
  role: "assistant",
  content: [
    { type: "output_text", text: "Hi ", annotations: [{ type: "url_citation", url: "u" }] },
    { type: "refusal", refusal: "No" },
    { type: "output_text", text: "there", logprobs: null },
  ],
};
const kResponse = {
  id: "resp_1",
  object: "response",
  created_at: 1741476777,
  status: "completed",
  error: null,
  incomplete_details: null,
  model: "gpt-4o-2024-08-06",
  output: [kReasoning, kCall, kSaid],
  reasoning: { effort: null, summary: null },
  tools: [],
  usage: {
    input_tokens: 328,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens: 52,
    output_tokens_details: { reasoning_tokens: 7 },
    total_tokens: 380,
  },
};

test("OpenAI responses", (t) => {
  const { request, text } = run(t, "respond", kResponse, 'say "hi"');
  assert.deepEqual(request, { model: "Full/Responses", input: [{ role: "user", content: 'say "hi"' }] });
  assert.equal(
    text(),
    'completed  Hi there call_1:get_weather({"location":"Paris"}) 328/4 52/7 2025-03-08T23:32:57.000Z',
  );
  const cut = { ...kResponse, status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output: [], usage: null };
  assert.match(run(t, "respond", cut, "x").text(), /^incomplete max_output_tokens  0\/0 0\/0/);
});

test("OpenAI responses with every setting", (t) => {
  const { request, result } = run(t, "respondEverything", kResponse);
  assert.equal(result, 3);
  const parameters = {
    type: "object",
    properties: { p: { type: "string", description: "q" } },
    required: ["p"],
    additionalProperties: false,
  };
  assert.deepEqual(request, {
    model: "Full/Responses",
    input: [
      { role: "developer", content: "d" },
      {
        role: "user",
        content: [
          { type: "input_text", text: "x" },
          { type: "input_image", image_url: "https://x.example/a.jpg", detail: "low" },
          { type: "input_image", image_url: "data:image/png;base64,AP8=" },
          { type: "input_file", file_url: "https://x.example/a.pdf" },
          { type: "input_file", filename: "b.pdf", file_data: "data:application/pdf;base64,AP8=" },
        ],
      },
      { role: "assistant", content: "a" },
    ],
    instructions: "i",
    previous_response_id: "resp_1",
    store: false,
    include: ["reasoning.encrypted_content"],
    max_output_tokens: 10,
    max_tool_calls: 2,
    temperature: 0.5,
    top_p: 0.25,
    text: {
      format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true },
      verbosity: "low",
    },
    reasoning: { effort: "high", summary: "auto" },
    tools: [
      { type: "function", name: "f", description: "d", parameters },
      { type: "function", name: "g", description: "e", parameters: { type: "object" }, strict: false },
      { type: "web_search" },
    ],
    tool_choice: { type: "function", name: "f" },
    parallel_tool_calls: false,
    truncation: "auto",
    service_tier: "flex",
    metadata: { k: "v" },
    prompt_cache_key: "c",
    safety_identifier: "u",
  });
});

test("items of an answer go into the next request as they came", (t) => {
  const { requests, text } = run(t, "respondTwice", kResponse);
  assert.deepEqual(requests[1], {
    model: "Full/Responses",
    input: [
      { role: "user", content: "x" },
      kReasoning,
      kCall,
      kSaid,
      { type: "function_call_output", call_id: "call_1", output: "sunny" },
    ],
    tool_choice: "none",
  });
  assert.equal(text(), "Hm");
});

const kConverseAnswer = {
  output: { message: { role: "assistant", content: [{ text: "Hi" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 30, outputTokens: 628, totalTokens: 658, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
  metrics: { latencyMs: 1275 },
};

test("Bedrock's Converse", (t) => {
  const { request, text } = run(t, "converse", kConverseAnswer, "Hello");
  assert.deepEqual(request, {
    messages: [
      { role: "user", content: [{ text: "Hello" }] },
      { role: "assistant", content: [{ text: "A" }] },
    ],
  });
  const [said, ...rest] = text().split(" ");
  assert.equal(said, "Hi");
  assert.deepEqual(JSON.parse(rest.join(" ")), kConverseAnswer);
});

test("Bedrock's Converse with every setting and a tool's use", (t) => {
  const content = [
    { reasoningContent: { reasoningText: { text: "Hm", signature: "s" } } },
    { toolUse: { toolUseId: "tooluse_1", name: "f", input: { p: [1] } } },
  ];
  const answer = { ...kConverseAnswer, output: { message: { role: "assistant", content } }, stopReason: "tool_use" };
  const { requests, text } = run(t, "converseEverything", answer);
  const inputSchema = {
    json: {
      type: "object",
      properties: { p: { type: "string", description: "q" } },
      required: ["p"],
      additionalProperties: false,
    },
  };
  const tools = [
    { toolSpec: { name: "f", description: "d", inputSchema } },
    { toolSpec: { name: "g", description: "e", inputSchema: { json: { type: "object" } } } },
  ];
  const first = {
    role: "user",
    content: [
      { text: "x" },
      { image: { format: "png", source: { bytes: "AAA=" } } },
      { document: { format: "txt", name: "n", source: { bytes: "QQ==" } } },
    ],
  };
  assert.deepEqual(requests[0], {
    messages: [first],
    system: [{ text: "s" }],
    inferenceConfig: { maxTokens: 1000, temperature: 0.5, topP: 0.25, stopSequences: ["stop"] },
    toolConfig: { tools, toolChoice: { tool: { name: "f" } } },
    guardrailConfig: { guardrailIdentifier: "g", guardrailVersion: "1" },
    additionalModelRequestFields: { top_k: 200 },
  });
  const results = [{ text: "sunny" }, { json: { a: 1 } }];
  assert.deepEqual(requests[1].messages, [
    first,
    { role: "assistant", content },
    {
      role: "user",
      content: results.map((result) => ({ toolResult: { toolUseId: "tooluse_1", content: [result] } })),
    },
  ]);
  assert.deepEqual(requests[1].toolConfig.toolChoice, { auto: {} });
  assert.deepEqual(requests[2].toolConfig.toolChoice, { any: {} });
  assert.equal(text(), 'f{"p":[1]}');
});

test("errors of providers end the call with their message", (t) => {
  const answers = [
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    { error: { code: 400, message: "Overloaded", status: "INVALID_ARGUMENT" } },
    { error: "Overloaded" },
  ];
  const bare = run(t, "claude", { type: "error" }, "x");
  assert.deepEqual(bare.logs.at(-1), ["error", 'The model returned an error: {"type":"error"}']);
  for (const name of ["claude", "google", "llama", "classify", "vectors", "embedMany", "respond", "converse"]) {
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
