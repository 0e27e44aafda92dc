// SPDX-License-Identifier: Apache-2.0

// The app that models.test.mjs builds. Each function returns what it read of the answer.

import { models } from "@hypermode/modus-sdk-as";
import * as amazon from "@hypermode/modus-sdk-as/models/amazon/converse";
import * as anthropic from "@hypermode/modus-sdk-as/models/anthropic/messages";
import { ClassificationModel } from "@hypermode/modus-sdk-as/models/experimental/classification";
import { EmbeddingsModel } from "@hypermode/modus-sdk-as/models/experimental/embeddings";
import * as gemini from "@hypermode/modus-sdk-as/models/gemini/generate";
import { TextGenerationModel } from "@hypermode/modus-sdk-as/models/meta/llama";
import { EncodingFormat, OpenAIEmbeddingsModel } from "@hypermode/modus-sdk-as/models/openai/embeddings";
import * as responses from "@hypermode/modus-sdk-as/models/openai/responses";
import { JSON } from "json-as";

function embedding(): OpenAIEmbeddingsModel {
  return models.getModel<OpenAIEmbeddingsModel>("Embed");
}

export function embedText(text: string): string {
  const model = embedding();
  const output = model.invoke(model.createInput(text));
  const vector = output.data[0].embedding;
  return output.model + " " + output.usage.totalTokens.toString() + " " + JSON.stringify(vector);
}

export function embedMany(): i32 {
  const model = embedding();
  const input = model.createInput(["a", "b"]);
  input.encodingFormat = EncodingFormat.Base64;
  input.dimensions = 2;
  input.user = "u";
  return model.invoke(input).data.length;
}

export function embedTokens(): i32 {
  const model = embedding();
  const tokens: i32[][] = [[1], [2, 3]];
  return model.invoke(model.createInput(tokens)).data.length;
}

export function claude(text: string): string {
  const model = models.getModel<anthropic.AnthropicMessagesModel>("Claude");
  const input = model.createInput([new anthropic.UserMessage(text), new anthropic.AssistantMessage("A")]);
  return JSON.stringify(model.invoke(input));
}

export function claudeEverything(): string {
  const model = models.getModel<anthropic.AnthropicMessagesModel>("Claude");
  const input = model.createInput([new anthropic.UserMessage("x")]);
  const tool = new anthropic.Tool();
  tool.name = "t";
  tool.inputSchema = new JSON.Raw('{"type":"object"}');
  tool.description = "d";
  const metadata = new anthropic.Metadata();
  metadata.userId = "u";
  input.maxTokens = 10;
  input.metadata = metadata;
  input.stopSequences = ["stop"];
  input.system = "s";
  input.temperature = 0.5;
  input.toolChoice = anthropic.ToolChoiceTool("t");
  input.tools = [tool];
  input.topK = 5;
  input.topP = 0.5;
  const output = model.invoke(input);
  return output.content[0].input!.data + output.content[0].name! + output.usage.inputTokens.toString();
}

/** Looks at a picture, thinks, uses a tool; then goes on with its result. */
export function claudeInBlocks(): string {
  const model = models.getModel<anthropic.AnthropicMessagesModel>("Claude");
  const picture = new Uint8Array(2);
  picture[1] = 255;
  const asked = anthropic.UserMessage.fromBlocks([
    anthropic.ContentBlock.fromImage(picture, "image/png"),
    anthropic.ContentBlock.fromImageURL("https://x.example/a.png"),
    anthropic.ContentBlock.fromPDF("UERG"),
    anthropic.ContentBlock.fromText('What is "this"?'),
  ]);
  const input = model.createInput([asked]);
  input.thinking = new anthropic.Thinking(2048);
  const answer = model.invoke(input);
  input.messages.push(anthropic.AssistantMessage.fromBlocks(answer.content));
  input.messages.push(
    anthropic.UserMessage.fromBlocks([
      anthropic.ContentBlock.fromToolResult("toolu_1", "12 °C"),
      anthropic.ContentBlock.fromToolResult("toolu_2", "no such city", true),
    ]),
  );
  model.invoke(input);
  input.messages[0].content = "Again";
  return [
    answer.content[0].thinking!,
    asked.content,
    input.messages[1].content,
    input.messages[2].content,
    new anthropic.AssistantMessage('"[a]"\n').content,
  ].join("|");
}

export function google(text: string): string {
  const model = models.getModel<gemini.GeminiGenerateModel>("Gemini");
  const input = model.createInput([new gemini.UserTextContent(text), new gemini.ModelTextContent("A")]);
  return JSON.stringify(model.invoke(input));
}

/** Looks at a picture and calls a function; then goes on with its result. */
export function googleInParts(): string {
  const model = models.getModel<gemini.GeminiGenerateModel>("Gemini");
  const picture = new Uint8Array(2);
  picture[1] = 255;
  const asked = new gemini.UserContent([
    gemini.Part.fromData(picture, "image/png"),
    gemini.Part.fromFile("https://files.example/a", "application/pdf"),
    gemini.Part.fromText(""),
  ]);
  const input = model.createInput([asked]);
  const lookup = new gemini.FunctionDeclaration("weather", "The weather.", '{"type":"object"}');
  const search = new gemini.Tool();
  search.googleSearch = new JSON.Raw("{}");
  input.tools = [gemini.Tool.forFunctions([lookup, new gemini.FunctionDeclaration("now", "")]), search];
  input.toolConfig = new gemini.ToolConfig("ANY", ["weather"]);
  input.generationConfig = new gemini.GenerationConfig();
  const thinking = new gemini.ThinkingConfig();
  thinking.includeThoughts = true;
  input.generationConfig!.thinkingConfig = thinking;
  const answer = model.invoke(input);
  const said = answer.candidates[0].content!;
  input.contents.push(new gemini.ModelContent(said.parts));
  for (let i = 0; i < said.parts.length; i++) {
    const call = said.parts[i].functionCall;
    if (call !== null) {
      input.contents.push(
        new gemini.UserContent([gemini.Part.fromFunctionResponse(call, '{"output":"rain"}')]),
      );
    }
  }
  model.invoke(input);
  return model.textOf(answer);
}

export function googleEverything(): string {
  const model = models.getModel<gemini.GeminiGenerateModel>("Gemini");
  const input = model.createInput([new gemini.UserTextContent("x")]);
  const config = new gemini.GenerationConfig();
  config.candidateCount = 2;
  config.stopSequences = ["s"];
  config.maxOutputTokens = 3;
  config.temperature = 0;
  config.topP = 0.5;
  config.topK = 4;
  config.responseMimeType = "application/json";
  config.responseSchema = new JSON.Raw('{"type":"STRING"}');
  const safety = new gemini.SafetySetting();
  safety.category = gemini.HarmCategory.HARASSMENT;
  safety.threshold = gemini.HarmBlockThreshold.BLOCK_NONE;
  input.systemInstruction = new gemini.SystemTextContent("s");
  input.generationConfig = config;
  input.safetySettings = [safety];
  input.cachedContent = "cachedContents/1";
  return model.invoke(input).candidates[0].finishReason!;
}

export function llama(): string {
  const model = models.getModel<TextGenerationModel>("Llama");
  return JSON.stringify(model.invoke(model.createInput("x")));
}

export function llamaEverything(): string {
  const model = models.getModel<TextGenerationModel>("Llama");
  const input = model.createInput("x");
  input.temperature = 0;
  input.topP = 1;
  input.maxGenLen = 1;
  return model.invoke(input).generation;
}

export function classify(): string {
  const model = models.getModel<ClassificationModel>("Classes");
  return JSON.stringify(model.invoke(model.createInput(["a", "b"])));
}

export function vectors(): string {
  const model = models.getModel<EmbeddingsModel>("Vectors");
  return JSON.stringify(model.invoke(model.createInput(["a"])).predictions);
}

/** What the model said, what it wants called, why it stopped, what it cost. */
export function respond(text: string): string {
  const model = models.getModel<responses.OpenAIResponsesModel>("Responses");
  const output = model.invoke(model.createInput([new responses.UserMessage(text)]));
  const calls = output.functionCalls;
  let said = output.outputText;
  for (let i = 0; i < calls.length; i++) {
    said += ` ${calls[i].callId}:${calls[i].name}(${calls[i].arguments})`;
  }
  const reason = output.incompleteDetails;
  const usage = output.usage;
  return (
    `${output.status} ${reason === null ? "" : reason.reason} ${said}` +
    ` ${usage.inputTokens}/${usage.inputTokensDetails.cachedTokens}` +
    ` ${usage.outputTokens}/${usage.outputTokensDetails.reasoningTokens} ${output.createdAt.toISOString()}`
  );
}

export function respondEverything(): i32 {
  const model = models.getModel<responses.OpenAIResponsesModel>("Responses");
  const bytes = new Uint8Array(2);
  bytes[1] = 0xff;
  const input = model.createInput([
    new responses.DeveloperMessage("d"),
    responses.UserMessage.fromParts([
      new responses.TextContentPart("x"),
      new responses.ImageContentPart("https://x.example/a.jpg", "low"),
      responses.ImageContentPart.fromData(bytes, "image/png"),
      responses.FileContentPart.fromURL("https://x.example/a.pdf"),
      responses.FileContentPart.fromData(bytes, "application/pdf", "b.pdf"),
    ]),
    new responses.AssistantMessage("a"),
  ]);
  input.instructions = "i";
  input.previousResponseId = "resp_1";
  input.store = false;
  input.include = ["reasoning.encrypted_content"];
  input.maxOutputTokens = 10;
  input.maxToolCalls = 2;
  input.temperature = 0.5;
  input.topP = 0.25;
  input.text = {
    format: responses.TextFormat.JsonSchema("n", '{"type":"object"}'),
    verbosity: "low",
  };
  input.reasoning = { effort: "high", summary: "auto" };
  input.tools = [
    responses.Tool.forFunction("f", "d").withParameter("p", "string", "q"),
    responses.Tool.forFunction("g", "e").withParametersSchema('{"type":"object"}'),
    responses.Tool.hosted('{"type":"web_search"}'),
  ];
  input.tools![1].strict = false;
  input.toolChoice = responses.ToolChoice.Function("f");
  input.parallelToolCalls = false;
  input.truncation = "auto";
  input.serviceTier = "flex";
  input.metadata = new Map<string, string>().set("k", "v");
  input.promptCacheKey = "c";
  input.safetyIdentifier = "u";
  return model.invoke(input).output.length;
}

/** The items of a first answer go into the second request, with the results of the functions. */
export function respondTwice(): string {
  const model = models.getModel<responses.OpenAIResponsesModel>("Responses");
  const input = model.createInput([new responses.UserMessage("x")]);
  const first = model.invoke(input);
  for (let i = 0; i < first.output.length; i++) input.input.push(first.output[i]);
  const calls = first.functionCalls;
  for (let i = 0; i < calls.length; i++) {
    input.input.push(new responses.FunctionCallOutput(calls[i].callId, "sunny"));
  }
  input.toolChoice = responses.ToolChoice.None;
  return model.invoke(input).output[0].summary.join(",");
}

export function converse(text: string): string {
  const model = models.getModel<amazon.BedrockConverseModel>("Converse");
  const input = model.createInput([new amazon.UserTextMessage(text), new amazon.AssistantTextMessage("A")]);
  const output = model.invoke(input);
  return output.text + " " + JSON.stringify(output);
}

export function converseEverything(): string {
  const model = models.getModel<amazon.BedrockConverseModel>("Converse");
  const bytes = new Uint8Array(2);
  const input = model.createInput([
    new amazon.UserMessage([
      amazon.ContentBlock.fromText("x"),
      amazon.ContentBlock.fromImage(bytes, "png"),
      amazon.ContentBlock.fromDocument("QQ==", "txt", "n"),
    ]),
  ]);
  input.system = [new amazon.SystemContentBlock("s")];
  input.inferenceConfig = { maxTokens: 1000, temperature: 0.5, topP: 0.25, stopSequences: ["stop"] };
  const tools = [
    amazon.Tool.forFunction("f", "d").withParameter("p", "string", "q"),
    amazon.Tool.forFunction("g", "e").withParametersSchema('{"type":"object"}'),
  ];
  input.toolConfig = new amazon.ToolConfig(tools, amazon.ToolChoice.Tool("f"));
  input.guardrailConfig = { guardrailIdentifier: "g", guardrailVersion: "1" };
  input.additionalModelRequestFields = new JSON.Raw('{"top_k":200}');
  const first = model.invoke(input);

  const uses = first.toolUses;
  input.messages.push(first.message);
  input.messages.push(
    new amazon.UserMessage([
      amazon.ContentBlock.fromToolResult(uses[0].toolUseId, "sunny"),
      amazon.ContentBlock.fromToolResultJson(uses[0].toolUseId, '{"a":1}'),
    ]),
  );
  input.toolConfig!.toolChoice = amazon.ToolChoice.Auto;
  model.invoke(input);
  input.toolConfig!.toolChoice = amazon.ToolChoice.Any;
  model.invoke(input);
  return uses[0].name + uses[0].input.toString();
}
