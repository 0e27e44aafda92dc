// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { models } from "@hypermode/modus-sdk-as";
import {
  BedrockConverseModel,
  ContentBlock,
  InferenceConfig,
  SystemContentBlock,
  Tool as ConverseTool,
  ToolConfig,
  UserMessage as ConverseUser,
  UserTextMessage,
} from "@hypermode/modus-sdk-as/models/amazon/converse";
import {
  AnthropicMessagesModel,
  Tool as AnthropicTool,
  ToolChoiceAuto,
  UserMessage as AnthropicUser,
} from "@hypermode/modus-sdk-as/models/anthropic/messages";
import {
  GeminiGenerateModel,
  UserTextContent,
} from "@hypermode/modus-sdk-as/models/gemini/generate";
import { TextGenerationModel } from "@hypermode/modus-sdk-as/models/meta/llama";
import {
  DeveloperMessage,
  Image,
  ImageContentPart,
  OpenAIChatModel,
  SystemMessage,
  TextContentPart,
  Tool,
  ToolChoice,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";
import { OpenAIEmbeddingsModel } from "@hypermode/modus-sdk-as/models/openai/embeddings";
import {
  FunctionCallOutput,
  ImageContentPart as ResponsesImage,
  OpenAIResponsesModel,
  TextContentPart as ResponsesText,
  Tool as ResponsesTool,
  UserMessage as ResponsesUser,
} from "@hypermode/modus-sdk-as/models/openai/responses";

export * from "./streams";

/** What the model of that name says; it speaks OpenAI's format or is mapped to it. */
export function chat(model: string, text: string): string {
  const chat = models.getModel<OpenAIChatModel>(model);
  const answer = chat.invoke(
    chat.createInput([
      new DeveloperMessage("You are a helpful assistant."),
      new UserMessage(text),
    ]),
  );
  return answer.choices[0].message.content + tokens(answer.usage.promptTokens, answer.usage.completionTokens);
}

export function heated(text: string): string {
  const chat = models.getModel<OpenAIChatModel>("custom");
  const input = chat.createInput([new SystemMessage("Be kind."), new UserMessage(text)]);
  input.temperature = 0.5;
  return chat.invoke(input).choices[0].message.content;
}

export function look(url: string): string {
  const chat = models.getModel<OpenAIChatModel>("openai");
  const input = chat.createInput([
    new UserMessage([
      new TextContentPart("What is in this image?"),
      new ImageContentPart(Image.fromURL(url)),
    ]),
  ]);
  input.maxTokens = 300;
  return chat.invoke(input).choices[0].message.content;
}

export function weather(): string {
  const chat = models.getModel<OpenAIChatModel>("openai");
  const input = chat.createInput([new UserMessage("What is the weather like in Boston today?")]);
  input.tools = [
    Tool.forFunction("get_current_weather", "Get the current weather in a given location").withParameter(
      "location",
      "string",
      "The city and state, e.g. San Francisco, CA",
    ),
  ];
  input.toolChoice = ToolChoice.Auto;
  const call = chat.invoke(input).choices[0].message.toolCalls[0];
  return call.function.name + " " + call.function.arguments;
}

export function respond(text: string): string {
  const model = models.getModel<OpenAIResponsesModel>("responses");
  const input = model.createInput([new ResponsesUser(text)]);
  input.instructions = "You are a helpful assistant.";
  const answer = model.invoke(input);
  return answer.outputText + tokens(answer.usage.inputTokens, answer.usage.outputTokens);
}

export function respondToImage(url: string): string {
  const model = models.getModel<OpenAIResponsesModel>("responses");
  const parts = [new ResponsesText("what is in this image?"), new ResponsesImage(url)];
  return model.invoke(model.createInput([ResponsesUser.fromParts(parts)])).outputText;
}

/** Answers the function that the model calls. */
export function respondWithTool(): string {
  const model = models.getModel<OpenAIResponsesModel>("responses");
  const input = model.createInput([new ResponsesUser("What is the weather like in Paris today?")]);
  input.tools = [
    ResponsesTool.forFunction("get_weather", "Get current temperature for a given location.").withParameter(
      "location",
      "string",
      "City and country e.g. Bogotá, Colombia",
    ),
  ];
  const call = model.invoke(input).functionCalls[0];
  input.input.push(call);
  input.input.push(new FunctionCallOutput(call.callId, "14 °C"));
  return call.name + " " + call.arguments + " " + model.invoke(input).outputText;
}

export function embed(text: string): i32 {
  const model = models.getModel<OpenAIEmbeddingsModel>("embeddings");
  return model.invoke(model.createInput(text)).data[0].embedding.length;
}

export function anthropic(text: string): string {
  const model = models.getModel<AnthropicMessagesModel>("anthropic");
  const input = model.createInput([new AnthropicUser(text)]);
  input.maxTokens = 1024;
  const answer = model.invoke(input);
  return answer.content[0].text! + tokens(i32(answer.usage.inputTokens), i32(answer.usage.outputTokens));
}

export function anthropicTool(): string {
  const model = models.getModel<AnthropicMessagesModel>("anthropic");
  const input = model.createInput([new AnthropicUser("What's the S&P 500 at today?")]);
  const tool = new AnthropicTool();
  tool.name = "get_stock_price";
  tool.description = "Get the current stock price for a given ticker symbol.";
  tool.inputSchema = new JSON.Raw('{"type":"object","properties":{"ticker":{"type":"string"}},"required":["ticker"]}');
  input.tools = [tool];
  input.toolChoice = ToolChoiceAuto;
  const block = model.invoke(input).content[0];
  return block.name! + " " + block.input!.toString();
}

export function gemini(text: string): string {
  const model = models.getModel<GeminiGenerateModel>("gemini");
  const answer = model.invoke(model.createInput([new UserTextContent(text)]));
  return (
    answer.candidates[0].content!.parts[0].text +
    tokens(answer.usageMetadata.promptTokenCount, answer.usageMetadata.candidatesTokenCount)
  );
}

export function llama(text: string): string {
  const model = models.getModel<TextGenerationModel>("llama");
  const input = model.createInput(text);
  input.temperature = 0.5;
  input.maxGenLen = 128;
  const answer = model.invoke(input);
  return answer.generation + tokens(answer.promptTokenCount, answer.generationTokenCount);
}

export function converse(text: string): string {
  const model = models.getModel<BedrockConverseModel>("converse");
  const input = model.createInput([new UserTextMessage(text)]);
  input.system = [new SystemContentBlock("You are an economist with access to lots of data")];
  input.inferenceConfig = new InferenceConfig();
  input.inferenceConfig!.maxTokens = 1000;
  input.inferenceConfig!.temperature = 0.5;
  const answer = model.invoke(input);
  return answer.text + tokens(answer.usage.inputTokens, answer.usage.outputTokens);
}

/** Answers the tool that the model uses. */
export function converseWithTool(): string {
  const model = models.getModel<BedrockConverseModel>("converse");
  const input = model.createInput([new UserTextMessage("What is the most popular song on WZPZ?")]);
  input.toolConfig = new ToolConfig([
    ConverseTool.forFunction(
      "top_song",
      "Get the most popular song played on a radio station.",
    ).withParametersSchema('{"type":"object","properties":{"sign":{"type":"string"}},"required":["sign"]}'),
  ]);
  const answer = model.invoke(input);
  const use = answer.toolUses[0];
  input.messages.push(answer.message);
  input.messages.push(new ConverseUser([ContentBlock.fromToolResultJson(use.toolUseId, '{"song":"Elemental Hotel"}')]));
  return use.name + " " + use.input.toString() + " " + model.invoke(input).text;
}

function tokens(input: i32, output: i32): string {
  return ` (${input} in, ${output} out)`;
}
