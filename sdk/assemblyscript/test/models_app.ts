// SPDX-License-Identifier: Apache-2.0

// The app that models.test.mjs builds. Each function returns what it read of the answer.

import { models } from "@hypermode/modus-sdk-as";
import * as anthropic from "@hypermode/modus-sdk-as/models/anthropic/messages";
import { ClassificationModel } from "@hypermode/modus-sdk-as/models/experimental/classification";
import { EmbeddingsModel } from "@hypermode/modus-sdk-as/models/experimental/embeddings";
import * as gemini from "@hypermode/modus-sdk-as/models/gemini/generate";
import { TextGenerationModel } from "@hypermode/modus-sdk-as/models/meta/llama";
import { EncodingFormat, OpenAIEmbeddingsModel } from "@hypermode/modus-sdk-as/models/openai/embeddings";
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

export function google(text: string): string {
  const model = models.getModel<gemini.GeminiGenerateModel>("Gemini");
  const input = model.createInput([new gemini.UserTextContent(text), new gemini.ModelTextContent("A")]);
  return JSON.stringify(model.invoke(input));
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
