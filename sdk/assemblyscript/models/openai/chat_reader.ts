// SPDX-License-Identifier: Apache-2.0

// Reads the answers of chat servers. Servers other than OpenAI's leave members out or send null
// for them, so whatever is missing reads as the empty value of its type.

import { ModelError } from "../../assembly/models";
import { throwUserError } from "../../assembly/utils";
import { parseJson } from "../../assembly/json/reader";
import { JsonKind, JsonValue } from "../../assembly/json/value";
import { errorIn } from "../error";
import * as chat from "./chat";

/** Parses a JSON text from a server; ends the call when it is none. */
export function parse(data: string): JsonValue {
  const value = parseJson(data);
  if (value === null) {
    throwUserError("The chat model answered with something that is not JSON: " + excerpt(data));
  }
  return value!;
}

function excerpt(text: string): string {
  return text.length > 200 ? text.substring(0, 200) + "…" : text;
}

/** The validator of chat models. */
export function findError(data: string): ModelError | null {
  const message = errorIn(data);
  if (message === null) return null;
  return new chat.OpenAIChatError(message);
}

export function readOutput(from: JsonValue, to: chat.OpenAIChatOutput): void {
  to.id = from.string("id");
  to.object = from.string("object");
  to.__keep(from.integer("created"));
  to.model = from.string("model");
  to.serviceTier = from.stringOrNull("service_tier");
  to.systemFingerprint = from.string("system_fingerprint");
  to.choices = [];
  for (let item = from.firstOf("choices"); item !== null; item = item!.next) {
    const choice = new chat.Choice();
    readChoice(item, choice);
    to.choices.push(choice);
  }
  const usage = from.member("usage");
  if (usage !== null) readUsage(usage, to.usage);
}

export function readUsage(from: JsonValue, to: chat.Usage): void {
  to.completionTokens = i32(from.integer("completion_tokens"));
  to.promptTokens = i32(from.integer("prompt_tokens"));
  to.totalTokens = i32(from.integer("total_tokens"));
}

export function readChoice(from: JsonValue, to: chat.Choice): void {
  to.finishReason = from.string("finish_reason");
  to.index = i32(from.integer("index"));
  const message = from.member("message");
  if (message !== null) readCompletionMessage(message, to.message);
  const logprobs = from.member("logprobs");
  if (logprobs !== null) {
    const target = new chat.Logprobs();
    readLogprobs(logprobs, target);
    to.logprobs = target;
  }
}

export function readCompletionMessage(from: JsonValue, to: chat.CompletionMessage): void {
  to.content = from.string("content");
  to.refusal = from.stringOrNull("refusal");
  to.toolCalls = readToolCalls(from);
  const audio = from.member("audio");
  if (audio !== null) {
    const target = new chat.AudioOutput();
    readAudioOutput(audio, target);
    to.audio = target;
  }
}

export function readAudioOutput(from: JsonValue, to: chat.AudioOutput): void {
  to.id = from.string("id");
  to.transcript = from.string("transcript");
  to.__keep(from.integer("expires_at"), from.string("data"));
}

function readToolCalls(from: JsonValue): chat.ToolCall[] {
  const calls: chat.ToolCall[] = [];
  for (let item = from.firstOf("tool_calls"); item !== null; item = item!.next) {
    const call = new chat.ToolCall();
    readToolCall(item, call);
    calls.push(call);
  }
  return calls;
}

export function readToolCall(from: JsonValue, to: chat.ToolCall): void {
  to.id = from.string("id");
  const type = from.stringOrNull("type");
  if (type !== null) to.type = type;
  const target = from.member("function");
  if (target !== null) readFunctionCall(target, to.function);
}

export function readFunctionCall(from: JsonValue, to: chat.FunctionCall): void {
  to.name = from.string("name");
  to.arguments = from.string("arguments");
}

export function readLogprobs(from: JsonValue, to: chat.Logprobs): void {
  const array = from.array("content");
  if (array === null) return;
  const content: chat.LogprobsContent[] = [];
  for (let item = array.first; item !== null; item = item!.next) {
    const token = new chat.LogprobsContent();
    readLogprobsContent(item, token);
    content.push(token);
  }
  to.content = content;
}

export function readLogprobsContent(from: JsonValue, to: chat.LogprobsContent): void {
  to.token = from.string("token");
  to.logprob = from.float("logprob");
  to.bytes = readBytes(from);
  for (let item = from.firstOf("top_logprobs"); item !== null; item = item!.next) {
    const alternative = new chat.TopLogprobsContent();
    readTopLogprobs(item, alternative);
    to.topLogprobs.push(alternative);
  }
}

export function readTopLogprobs(from: JsonValue, to: chat.TopLogprobsContent): void {
  to.token = from.string("token");
  to.logprob = from.float("logprob");
  to.bytes = readBytes(from);
}

function readBytes(from: JsonValue): u8[] | null {
  const array = from.array("bytes");
  if (array === null) return null;
  const bytes: u8[] = [];
  for (let item = array.first; item !== null; item = item!.next) bytes.push(u8(item.asInteger()));
  return bytes;
}

/** Reads a JSON array of request messages. */
export function readMessages(data: string): chat.RequestMessage[] {
  const source = parse(data);
  if (source.kind != JsonKind.Array) throwUserError("Chat messages must be a JSON array.");
  const messages: chat.RequestMessage[] = [];
  for (let item = source.first; item !== null; item = item!.next) messages.push(readMessage(item));
  return messages;
}

function readMessage(from: JsonValue): chat.RequestMessage {
  const parts = from.array("content");
  if (parts !== null) return makeMessage<chat.ContentPart[]>(from, readParts(parts));
  return makeMessage<string>(from, from.string("content"));
}

function makeMessage<T>(from: JsonValue, content: T): chat.RequestMessage {
  const role = from.string("role");
  if (role == "system") {
    const message = new chat.SystemMessage<T>(content);
    message.name = from.stringOrNull("name");
    return message;
  }
  if (role == "developer") {
    const message = new chat.DeveloperMessage<T>(content);
    message.name = from.stringOrNull("name");
    return message;
  }
  if (role == "user") {
    const message = new chat.UserMessage<T>(content);
    message.name = from.stringOrNull("name");
    return message;
  }
  if (role == "assistant") return makeAssistantMessage<T>(from, content);
  if (role != "tool") throwUserError('Unknown role "' + role + '" in a chat message.');
  return new chat.ToolMessage<T>(content, from.string("tool_call_id"));
}

function makeAssistantMessage<T>(from: JsonValue, content: T): chat.RequestMessage {
  const message = new chat.AssistantMessage<T>(content);
  message.name = from.stringOrNull("name");
  message.refusal = from.stringOrNull("refusal");
  message.toolCalls = readToolCalls(from);
  const audio = from.member("audio");
  if (audio !== null) message.audio = new chat.AudioRef(audio.string("id"));
  return message;
}

function readParts(from: JsonValue): chat.ContentPart[] {
  const parts: chat.ContentPart[] = [];
  for (let item = from.first; item !== null; item = item!.next) parts.push(readPart(item));
  return parts;
}

function readPart(from: JsonValue): chat.ContentPart {
  const type = from.string("type");
  if (type == "text") return new chat.TextContentPart(from.string("text"));
  if (type == "refusal") return new chat.RefusalContentPart(from.string("refusal"));
  if (type == "image_url") {
    const image = from.member("image_url");
    if (image !== null) {
      return new chat.ImageContentPart(
        chat.Image.fromURL(image.string("url"), image.stringOrNull("detail")),
      );
    }
  }
  if (type == "input_audio") {
    const audio = from.member("input_audio");
    if (audio !== null) {
      return new chat.AudioContentPart(
        chat.Audio.fromData<string>(audio.string("data"), audio.string("format")),
      );
    }
  }
  throwUserError('Cannot read a "' + type + '" part of a chat message.');
  return unreachable();
}
