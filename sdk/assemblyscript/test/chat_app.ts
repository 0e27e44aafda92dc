// SPDX-License-Identifier: Apache-2.0

// The app that chat.test.mjs builds: uses the chat SDK in every way, beside classes of its own.

import { models } from "@hypermode/modus-sdk-as";
import {
  Audio,
  AudioContentPart,
  AssistantMessage,
  CompletionMessage,
  ContentPart,
  DeveloperMessage,
  Image,
  ImageContentPart,
  OpenAIChatInput,
  OpenAIChatModel,
  OpenAIChatOutput,
  RefusalContentPart,
  RequestMessage,
  ResponseFormat,
  ServiceTier,
  SystemMessage,
  TextContentPart,
  Tool,
  ToolChoice,
  ToolMessage,
  Usage,
  UserMessage,
  parseMessages,
} from "@hypermode/modus-sdk-as/models/openai/chat";
import { JSON } from "json-as";

/** A class of the app, with json-as, beside a model. */
@json
class Note {
  title: string = "";
  count: i32 = 0;
}

/** A class of the app that holds classes of the SDK. */
@json
class Summary {
  note: Note = new Note();
  usage: Usage = new Usage();
  message: CompletionMessage | null = null;
}

function chat(): OpenAIChatModel {
  return models.getModel<OpenAIChatModel>("Chat-Model");
}

function send(input: OpenAIChatInput): OpenAIChatOutput {
  return chat().invoke(input);
}

function ask(text: string): OpenAIChatInput {
  return chat().createInput([new UserMessage<string>(text)]);
}

/** A request with nothing but defaults. Returns what the SDK made of the answer, as JSON. */
export function plain(text: string): string {
  return JSON.stringify(send(ask(text)));
}

export function content(text: string): string {
  return send(ask(text)).choices[0].message.content;
}

export function createdAt(text: string): i64 {
  return send(ask(text)).created.getTime();
}

export function debugged(text: string): string {
  const model = chat();
  model.debug = true;
  return model.invoke(ask(text)).choices[0].message.content;
}

export function everySetting(text: string): void {
  const input = ask(text);
  input.requestAudioOutput("alloy", "mp3");
  input.frequencyPenalty = -1.5;
  const bias = new Map<string, f64>();
  bias.set("50256", -100);
  input.logitBias = bias;
  input.logprobs = true;
  input.topLogprobs = 3;
  input.maxTokens = 10;
  input.maxCompletionTokens = 20;
  input.n = 2;
  input.presencePenalty = 0.25;
  input.responseFormat = ResponseFormat.Json;
  input.seed = 42;
  input.serviceTier = ServiceTier.Auto;
  input.stop = ["\n", "END"];
  input.temperature = 0.5;
  input.topP = 0.75;
  input.tools = [Tool.forFunction("now", "Tells the time")];
  input.toolChoice = ToolChoice.Auto;
  input.parallelToolCalls = false;
  input.user = "me";
  send(input);
}

export function schemaFormat(text: string): void {
  const input = ask(text);
  input.responseFormat = ResponseFormat.JsonSchema('{"name":"x","schema":{"type":"object"}}');
  input.parallelToolCalls = false;
  send(input);
}

/** Offers a tool, answers the model's wish to use it, and returns the final text. */
export function useTool(text: string): string {
  const messages: RequestMessage[] = [
    new SystemMessage<string>("Use tools."),
    new UserMessage<string>(text),
  ];
  const input = chat().createInput(messages);
  const strict = Tool.forFunction("now", "Tells the time").withParametersSchema('{"type":"object"}');
  strict.function.strict = true;
  input.tools = [
    Tool.forFunction("weather", 'Says "sun" or "rain"')
      .withParameter("city", "string", 'A "big" one')
      .withParameter("days", "integer", "How far ahead"),
    strict,
  ];
  input.toolChoice = ToolChoice.Function('we"ather');
  const first = send(input).choices[0].message;
  messages.push(first.toAssistantMessage());
  for (let i = 0; i < first.toolCalls.length; i++) {
    const call = first.toolCalls[i];
    messages.push(new ToolMessage<string>(call.function.name + call.function.arguments, call.id));
  }
  input.toolChoice = ToolChoice.None;
  return send(input).choices[0].message.content;
}

function conversation(): RequestMessage[] {
  const named = new UserMessage<string>('quote " backslash \\ newline \n tab \t bell \u0007 é 🦊');
  named.name = "ann";
  const assistant = new AssistantMessage<string>("hm");
  assistant.refusal = "no";
  const parts: ContentPart[] = [
    new TextContentPart("look"),
    new ImageContentPart(Image.fromURL("https://example.com/a.png", "low")),
    new ImageContentPart(Image.fromData(new Uint8Array(3), "image/png")),
    new AudioContentPart(Audio.fromData(new ArrayBuffer(2), "wav")),
  ];
  return [
    new DeveloperMessage<string>("be brief"),
    named,
    UserMessage.fromParts(parts),
    assistant,
    AssistantMessage.fromParts([new RefusalContentPart("never")]),
    ToolMessage.fromParts("call-1", [new TextContentPart("42")]),
    SystemMessage.fromParts([new TextContentPart("s")]),
    DeveloperMessage.fromParts([new TextContentPart("d")]),
  ];
}

export function writeMessages(): string {
  return JSON.stringify(conversation());
}

export function rewriteMessages(json: string): string {
  return JSON.stringify(parseMessages(json));
}

/** Reads and writes the app's own classes. */
export function notes(json: string): string {
  const summary = JSON.parse<Summary>(json);
  summary.note.count += 1;
  return JSON.stringify(summary);
}

/** A long text, to see that nothing overflows when it is written as JSON. */
export function long(length: i32): i32 {
  const input = ask('"'.repeat(length));
  input.toolChoice = ToolChoice.Function("f".repeat(length));
  input.responseFormat = ResponseFormat.JsonSchema('"' + "s".repeat(length) + '"');
  return send(input).choices[0].message.content.length;
}
