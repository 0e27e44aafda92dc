// SPDX-License-Identifier: Apache-2.0

import { models, Stream } from "@hypermode/modus-sdk-as";
import {
  BedrockConverseModel,
  BedrockConverseOutput,
  UserTextMessage as ConverseUser,
} from "@hypermode/modus-sdk-as/models/amazon/converse";
import {
  AnthropicMessagesModel,
  AnthropicMessagesOutput,
  UserMessage as AnthropicUser,
} from "@hypermode/modus-sdk-as/models/anthropic/messages";
import {
  GeminiGenerateModel,
  GeminiGenerateOutput,
  UserTextContent,
} from "@hypermode/modus-sdk-as/models/gemini/generate";
import { TextGenerationModel, TextGenerationOutput } from "@hypermode/modus-sdk-as/models/meta/llama";
import {
  OpenAIChatModel,
  OpenAIChatOutput,
  Tool,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";
import {
  OpenAIResponsesModel,
  OpenAIResponsesOutput,
  UserMessage as ResponsesUser,
} from "@hypermode/modus-sdk-as/models/openai/responses";

function open(model: string, text: string): models.ModelStream<OpenAIChatOutput> {
  const chat = models.getModel<OpenAIChatModel>(model);
  return chat.stream(chat.createInput([new UserMessage(text)]));
}

/** Passes the pieces on. */
function pass<T>(from: models.ModelStream<T>): Stream<string> {
  const out = new Stream<string>();
  while (from.next()) out.push(from.delta);
  return out;
}

export function chatStream(model: string, text: string): Stream<string> {
  return pass<OpenAIChatOutput>(open(model, text));
}

export function anthropicStream(text: string): Stream<string> {
  const model = models.getModel<AnthropicMessagesModel>("anthropic");
  const input = model.createInput([new AnthropicUser(text)]);
  input.maxTokens = 1024;
  return pass<AnthropicMessagesOutput>(model.stream(input));
}

export function geminiStream(text: string): Stream<string> {
  const model = models.getModel<GeminiGenerateModel>("gemini");
  return pass<GeminiGenerateOutput>(model.stream(model.createInput([new UserTextContent(text)])));
}

export function llamaStream(text: string): Stream<string> {
  const model = models.getModel<TextGenerationModel>("llama");
  return pass<TextGenerationOutput>(model.stream(model.createInput(text)));
}

export function responsesStream(text: string): Stream<string> {
  const model = models.getModel<OpenAIResponsesModel>("responses");
  return pass<OpenAIResponsesOutput>(model.stream(model.createInput([new ResponsesUser(text)])));
}

export function converseStream(text: string): Stream<string> {
  const model = models.getModel<BedrockConverseModel>("converse");
  return pass<BedrockConverseOutput>(model.stream(model.createInput([new ConverseUser(text)])));
}

/** A piece with all that is known of it. */
class Part {
  kind: i32 = 0;
  index: i32 = 0;
  delta: string = "";
  tool: string = "";
  call: string = "";
}

/** The pieces of a tool call. */
export function toolStream(text: string): Stream<Part> {
  const model = models.getModel<OpenAIChatModel>("openai");
  const input = model.createInput([new UserMessage(text)]);
  input.tools = [Tool.forFunction("find", "Finds").withParameter("text", "string", "what to find")];
  const stream = model.stream(input);
  const out = new Stream<Part>();
  while (stream.nextPart()) {
    const part = new Part();
    part.kind = stream.kind;
    part.index = stream.index;
    part.delta = stream.delta;
    part.tool = stream.toolName;
    part.call = stream.toolCallId;
    out.push(part);
  }
  return out;
}

/** Takes two pieces, then the whole answer, and what comes after the end. */
export function wholeAfterTwo(text: string): string {
  const stream = open("openai", text);
  stream.next();
  stream.next();
  const answer = stream.response;
  return `${stream.next()} ${answer.choices[0].message.content} ${answer.usage.totalTokens}`;
}

/** Takes a piece and closes the stream; then the function works on for as long as it may. */
export function closeAndGoOn(text: string): string {
  const stream = open("openai", text);
  stream.next();
  stream.close();
  stream.close();
  if (stream.next()) throw new Error("a closed stream goes on");
  while (true) {}
}

export function readClosed(text: string): string {
  const stream = open("openai", text);
  stream.close();
  return stream.response.id;
}

/** Begins with one of many pieces, and returns. */
export function leaveEarly(text: string): string {
  const stream = open("openai", text);
  stream.next();
  return stream.delta;
}

/** Reads so many streams at the same time, in turn. */
export function inTurn(count: i32): string {
  const streams: models.ModelStream<OpenAIChatOutput>[] = [];
  for (let i = 0; i < count; i++) streams.push(open("openai", `${i}`));
  let all = "";
  let more = true;
  while (more) {
    more = false;
    for (let i = 0; i < count; i++) {
      if (!streams[i].next()) continue;
      all += streams[i].delta;
      more = true;
    }
  }
  return all;
}

/** One after the other; none is closed. */
export function oneByOne(count: i32): i32 {
  let words = 0;
  for (let i = 0; i < count; i++) {
    const stream = open("openai", `${i}`);
    while (stream.next()) words++;
  }
  return words;
}

/** Begins a stream and never reads it. */
export function neverRead(text: string): string {
  open("openai", text);
  while (true) {}
}

/** As the SDK has it. */
class Piece {
  kind: i32 = 0;
  index: i64 = 0;
  text: string = "";
  tool: string | null = null;
  call: string | null = null;
}

@external("modus_models", "nextDelta")
declare function hostNextDelta(stream: i32): Piece | null;

@external("modus_models", "closeStream")
declare function hostCloseStream(stream: i32): void;

/** What comes of a number that the host did not give. */
export function forge(stream: i32): bool {
  hostCloseStream(stream);
  return hostNextDelta(stream) === null;
}
