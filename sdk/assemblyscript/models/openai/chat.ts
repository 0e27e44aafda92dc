// SPDX-License-Identifier: Apache-2.0

// The chat API of OpenAI and of the many servers that speak it:
// https://platform.openai.com/docs/api-reference/chat
//
// All its classes stand in this file, because json-as finds an imported class only in the very
// file that an import names. Fields that may be null have plain types, not aliases, since json-as
// forgets the null of an alias. Reading answers is the business of chat_reader.ts.

import { JSON } from "json-as";
import * as base64 from "as-base64/assembly";
import { Model, ModelError, ModelInfo } from "../../assembly/models";
import { toBase64 } from "../base64";
import { FunctionParameter, schemaOf } from "../parameters";
import * as reader from "./chat_reader";

// ---------------------------------------------------------------------------------------------
// The model

/** A model that holds a conversation. */
export class OpenAIChatModel extends Model<OpenAIChatInput, OpenAIChatOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = reader.findError;
  }

  /**
   * Starts a request.
   * @param messages The conversation so far, oldest message first.
   */
  createInput(messages: RequestMessage[]): OpenAIChatInput {
    const input = new OpenAIChatInput();
    input.model = this.info.fullName.toLowerCase();
    input.messages = messages;
    return input;
  }

  textOf(answer: OpenAIChatOutput): string {
    return answer.choices.length > 0 ? answer.choices[0].message.content : "";
  }
}

/** The error that a chat server answered with. */
@json
export class OpenAIChatError extends ModelError {
  constructor(public message: string = "") {
    super();
  }

  toString(): string {
    return "The chat model returned an error: " + this.message;
  }
}

// ---------------------------------------------------------------------------------------------
// Parts of messages

/** A picture in a user's message. */
@json
export class Image {
  url: string = "";

  /** How closely to look: "low", "high" or "auto". */
  @omitnull()
  detail: string | null = null;

  /**
   * Makes an image from its bytes.
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   * @param contentType Its media type, such as "image/png".
   */
  static fromData<T>(data: T, contentType: string, detail: string | null = null): Image {
    return Image.fromURL("data:" + contentType + ";base64," + toBase64<T>(data), detail);
  }

  static fromURL(url: string, detail: string | null = null): Image {
    const image = new Image();
    image.url = url;
    image.detail = detail;
    return image;
  }
}

/** Sound in a user's message. */
@json
export class Audio {
  @alias("data")
  private _data: string = "";

  /** "wav" or "mp3". */
  format: string = "";

  get data(): Uint8Array {
    return base64.decode(this._data);
  }

  set data(value: Uint8Array) {
    this._data = base64.encode(value);
  }

  /**
   * Makes a sound from its bytes.
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   */
  static fromData<T>(data: T, format: string): Audio {
    const audio = new Audio();
    audio._data = toBase64<T>(data);
    audio.format = format;
    return audio;
  }
}

/** One part of a message that is made of several. */
@json
export abstract class ContentPart {
  @alias("type")
  private _type: string;

  constructor(type: string) {
    this._type = type;
  }

  get type(): string {
    return this._type;
  }
}

@json
export class TextContentPart extends ContentPart {
  text: string;

  constructor(text: string) {
    super("text");
    this.text = text;
  }
}

@json
export class ImageContentPart extends ContentPart {
  @alias("image_url")
  image: Image;

  constructor(image: Image) {
    super("image_url");
    this.image = image;
  }
}

@json
export class AudioContentPart extends ContentPart {
  @alias("input_audio")
  audio: Audio;

  constructor(audio: Audio) {
    super("input_audio");
    this.audio = audio;
  }
}

@json
export class RefusalContentPart extends ContentPart {
  refusal: string;

  constructor(refusal: string) {
    super("refusal");
    this.refusal = refusal;
  }
}

// ---------------------------------------------------------------------------------------------
// Tools

/** A function that a model asks to be called. */
@json
export class FunctionCall {
  name: string = "";

  /** The arguments as the model wrote them: JSON, but not always valid. */
  arguments: string = "";

  @deserializer
  fromJSON(data: string): FunctionCall {
    reader.readFunctionCall(reader.parse(data), this);
    return this;
  }
}

/** A model's wish to use a tool. */
@json
export class ToolCall {
  id: string = "";
  type: string = "function";
  function: FunctionCall = new FunctionCall();

  @deserializer
  fromJSON(data: string): ToolCall {
    reader.readToolCall(reader.parse(data), this);
    return this;
  }
}

/** Describes a function to a model. */
@json
export class FunctionDefinition {
  name: string = "";

  @omitnull()
  description: string | null = null;

  /** Makes the model keep to the schema of the parameters exactly. */
  @omitif((self: FunctionDefinition) => self.strict == false)
  strict: bool = false;

  /** A JSON Schema. */
  @omitnull()
  parameters: JSON.Raw | null = null;
}

/** A tool that a model may use. */
@json
export class Tool {
  @omit
  private _parameters: FunctionParameter[] = [];

  type: string = "function";
  function: FunctionDefinition = new FunctionDefinition();

  static forFunction(name: string, description: string): Tool {
    const tool = new Tool();
    tool.function.name = name;
    tool.function.description = description;
    return tool;
  }

  /**
   * Adds a parameter, which the model must always give.
   * @param jsonSchemaType "string", "number", "integer", "boolean", …
   */
  withParameter(name: string, jsonSchemaType: string, description: string): Tool {
    this._parameters.push(new FunctionParameter(name, jsonSchemaType, description));
    this.function.parameters = schemaOf(this._parameters);
    return this;
  }

  /** Describes the parameters by a JSON Schema, in place of any added one by one. */
  withParametersSchema(jsonSchema: string): Tool {
    this._parameters = [];
    this.function.parameters = new JSON.Raw(jsonSchema);
    return this;
  }
}

@json
export class ToolChoiceFunction {
  name: string = "";
}

/** Which tool a model is to use. */
@json
export class ToolChoice {
  type: string = "auto";
  function: ToolChoiceFunction | null = null;

  /** No tool: the model writes a message. */
  static get None(): ToolChoice {
    return toolChoice("none");
  }

  /** The model decides. */
  static get Auto(): ToolChoice {
    return toolChoice("auto");
  }

  /** At least one tool. */
  static get Required(): ToolChoice {
    return toolChoice("required");
  }

  /** The function of that name. */
  static Function(name: string): ToolChoice {
    const choice = toolChoice("function");
    const target = new ToolChoiceFunction();
    target.name = name;
    choice.function = target;
    return choice;
  }

  // The API wants a bare string, except where a function is named.
  __SERIALIZE(ptr: usize): void {
    const target = this.function;
    if (target === null) {
      JSON.__serialize<string>(this.type);
    } else {
      const name = JSON.Raw.from(JSON.internal.stringify<string>(target.name));
      JSON.__serialize<JSON.Raw>(
        JSON.Raw.from('{"type":"function","function":{"name":' + name.data + "}}"),
      );
    }
  }
}

function toolChoice(type: string): ToolChoice {
  const choice = new ToolChoice();
  choice.type = type;
  return choice;
}

// ---------------------------------------------------------------------------------------------
// Messages of a request

/** One message of a conversation. */
@json
export abstract class RequestMessage {
  @alias("role")
  protected _role: string;

  constructor(role: string) {
    this._role = role;
  }

  get role(): string {
    return this._role;
  }
}

/** Instructions to the model. `T` is string or ContentPart[]. */
@json
export class SystemMessage<T> extends RequestMessage {
  content: T;

  @omitnull()
  name: string | null = null;

  constructor(content: T) {
    super("system");
    this.content = content;
  }

  static fromParts(parts: ContentPart[]): SystemMessage<ContentPart[]> {
    return new SystemMessage<ContentPart[]>(parts);
  }
}

/** Instructions to a newer model, which take the place of system messages there. */
@json
export class DeveloperMessage<T> extends RequestMessage {
  content: T;

  @omitnull()
  name: string | null = null;

  constructor(content: T) {
    super("developer");
    this.content = content;
  }

  static fromParts(parts: ContentPart[]): DeveloperMessage<ContentPart[]> {
    return new DeveloperMessage<ContentPart[]>(parts);
  }
}

/** What the user said. `T` is string or ContentPart[]. */
@json
export class UserMessage<T> extends RequestMessage {
  content: T;

  @omitnull()
  name: string | null = null;

  constructor(content: T) {
    super("user");
    this.content = content;
  }

  static fromParts(parts: ContentPart[]): UserMessage<ContentPart[]> {
    return new UserMessage<ContentPart[]>(parts);
  }
}

/** Refers to a spoken answer that the model gave before. */
@json
export class AudioRef {
  id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/** What the model said before. `T` is string or ContentPart[]. */
@json
export class AssistantMessage<T> extends RequestMessage {
  content: T;

  @omitnull()
  name: string | null = null;

  @omitnull()
  refusal: string | null = null;

  @alias("tool_calls")
  @omitif((self: AssistantMessage<T>) => self.toolCalls.length == 0)
  toolCalls: ToolCall[] = [];

  @omitnull()
  audio: AudioRef | null = null;

  constructor(content: T) {
    super("assistant");
    this.content = content;
  }

  static fromParts(parts: ContentPart[]): AssistantMessage<ContentPart[]> {
    return new AssistantMessage<ContentPart[]>(parts);
  }

  static fromCompletionMessage(cm: CompletionMessage): AssistantMessage<string> {
    const message = new AssistantMessage<string>(cm.content);
    message.refusal = cm.refusal;
    message.toolCalls = cm.toolCalls;
    const audio = cm.audio;
    if (audio !== null) message.audio = new AudioRef(audio.id);
    return message;
  }
}

/** What a tool answered to a tool call. */
@json
export class ToolMessage<T> extends RequestMessage {
  content: T;

  @alias("tool_call_id")
  toolCallId: string;

  constructor(content: T, toolCallId: string) {
    super("tool");
    this.content = content;
    this.toolCallId = toolCallId;
  }

  static fromParts(toolCallId: string, parts: ContentPart[]): ToolMessage<ContentPart[]> {
    return new ToolMessage<ContentPart[]>(parts, toolCallId);
  }
}

/** Reads messages back that JSON.stringify wrote: a JSON array. */
export function parseMessages(data: string): RequestMessage[] {
  return reader.readMessages(data);
}

// ---------------------------------------------------------------------------------------------
// The request

/** A kind of output. */
export type Modality = string;

export namespace Modality {
  export const Text: Modality = "text";
  export const Audio: Modality = "audio";
}

/** How urgent a request is. */
export type ServiceTier = string;

export namespace ServiceTier {
  export const Auto: ServiceTier = "auto";
  export const Default: ServiceTier = "default";
}

/** How a spoken answer is to sound. */
@json
export class AudioParameters {
  voice: string;
  format: string;

  constructor(voice: string, format: string) {
    this.voice = voice;
    this.format = format;
  }
}

/** The form an answer must have. */
@json
export class ResponseFormat {
  type: string = "text";

  @omitnull()
  @alias("json_schema")
  jsonSchema: JSON.Raw | null = null;

  /** Any text. */
  static get Text(): ResponseFormat {
    return responseFormat("text", null);
  }

  /** Some JSON; a message must ask for it too. */
  static get Json(): ResponseFormat {
    return responseFormat("json_object", null);
  }

  /**
   * JSON that fits a schema.
   * @param jsonSchema `{"name": …, "strict": true, "schema": …}`
   */
  static JsonSchema(jsonSchema: string): ResponseFormat {
    return responseFormat("json_schema", jsonSchema);
  }
}

function responseFormat(type: string, jsonSchema: string | null): ResponseFormat {
  const format = new ResponseFormat();
  format.type = type;
  if (jsonSchema !== null) format.jsonSchema = new JSON.Raw(jsonSchema);
  return format;
}

/** A request. What has its default value is not sent. */
@json
export class OpenAIChatInput {
  /** The model's name at its provider. */
  model: string = "";

  /** The conversation so far. */
  messages: RequestMessage[] = [];

  /** The kinds of output wanted; text unless given. */
  @omitif((self: OpenAIChatInput) => self.modalities.length == 0)
  modalities: Modality[] = [];

  @omitnull()
  audio: AudioParameters | null = null;

  /** Asks for a spoken answer beside the text. */
  requestAudioOutput(voice: string, format: string): void {
    this.modalities = [Modality.Text, Modality.Audio];
    this.audio = new AudioParameters(voice, format);
  }

  /** From -2 to 2: above 0, words used often already become less likely. */
  @alias("frequency_penalty")
  @omitif((self: OpenAIChatInput) => self.frequencyPenalty == 0.0)
  frequencyPenalty: f64 = 0.0;

  /** Makes tokens, named by their ids, more or less likely: from -100 to 100. */
  @alias("logit_bias")
  @omitnull()
  logitBias: Map<string, f64> | null = null;

  /** Asks how likely each token of the answer was. */
  @omitif((self: OpenAIChatInput) => self.logprobs == false)
  logprobs: bool = false;

  /** How many alternatives to report for each token; needs `logprobs`. */
  @alias("top_logprobs")
  @omitif((self: OpenAIChatInput) => self.logprobs == false)
  topLogprobs: i32 = 0;

  /** The most tokens to answer with; older models. */
  @alias("max_tokens")
  @omitif((self: OpenAIChatInput) => self.maxTokens == 4096)
  maxTokens: i32 = 4096;

  /** The most tokens to answer with, those spent on reasoning included. */
  @alias("max_completion_tokens")
  @omitif((self: OpenAIChatInput) => self.maxCompletionTokens == 4096)
  maxCompletionTokens: i32 = 4096;

  /** How many answers to give. */
  @omitif((self: OpenAIChatInput) => self.n == 1)
  n: i32 = 1;

  /** From -2 to 2: above 0, words used at all already become less likely. */
  @alias("presence_penalty")
  @omitif((self: OpenAIChatInput) => self.presencePenalty == 0.0)
  presencePenalty: f64 = 0.0;

  @alias("response_format")
  @omitif((self: OpenAIChatInput) => self.responseFormat.type == "text")
  responseFormat: ResponseFormat = ResponseFormat.Text;

  /** Makes answers repeatable, as far as the server can. */
  @omitif((self: OpenAIChatInput) => self.seed == -1)
  seed: i32 = -1;

  /** One of `ServiceTier`. */
  @alias("service_tier")
  @omitnull()
  serviceTier: string | null = null;

  /** Texts at which the answer ends. */
  @omitnull()
  stop: string[] | null = null;

  /** From 0 to 2: how freely to choose words. */
  @omitif((self: OpenAIChatInput) => self.temperature == 1.0)
  temperature: f64 = 1.0;

  /** Considers only the likeliest words that make up this share of the probability. */
  @alias("top_p")
  @omitif((self: OpenAIChatInput) => self.topP == 1.0)
  topP: f64 = 1.0;

  @omitnull()
  tools: Tool[] | null = null;

  @alias("tool_choice")
  @omitnull()
  toolChoice: ToolChoice | null = null;

  /** Lets the model ask for several tools at once. */
  @alias("parallel_tool_calls")
  @omitif(
    (self: OpenAIChatInput) =>
      self.parallelToolCalls == true || !self.tools || self.tools!.length == 0,
  )
  parallelToolCalls: bool = true;

  /** Who asks, for the provider's watch over abuse. */
  @omitnull()
  user: string | null = null;
}

// ---------------------------------------------------------------------------------------------
// The answer

/** What a request cost, in tokens. */
@json
export class Usage {
  @alias("completion_tokens")
  completionTokens: i32 = 0;

  @alias("prompt_tokens")
  promptTokens: i32 = 0;

  @alias("total_tokens")
  totalTokens: i32 = 0;

  @deserializer
  fromJSON(data: string): Usage {
    reader.readUsage(reader.parse(data), this);
    return this;
  }
}

/** A token that might have stood in another's place. */
@json
export class TopLogprobsContent {
  token: string = "";
  logprob: f64 = 0;
  bytes: u8[] | null = null;

  @deserializer
  fromJSON(data: string): TopLogprobsContent {
    reader.readTopLogprobs(reader.parse(data), this);
    return this;
  }
}

/** How likely one token of an answer was. */
@json
export class LogprobsContent {
  token: string = "";
  logprob: f64 = 0;
  bytes: u8[] | null = null;

  @alias("top_logprobs")
  topLogprobs: TopLogprobsContent[] = [];

  @deserializer
  fromJSON(data: string): LogprobsContent {
    reader.readLogprobsContent(reader.parse(data), this);
    return this;
  }
}

/** How likely the tokens of an answer were. */
@json
export class Logprobs {
  content: LogprobsContent[] | null = null;

  @deserializer
  fromJSON(data: string): Logprobs {
    reader.readLogprobs(reader.parse(data), this);
    return this;
  }
}

/** A spoken answer. */
@json
export class AudioOutput {
  id: string = "";

  @alias("expires_at")
  private _expiresAt: i64 = 0;

  @alias("data")
  private _data: string = "";

  /** What is said. */
  transcript: string = "";

  /** Until when the server can be referred to this answer. */
  get expiresAt(): Date {
    return new Date(this._expiresAt * 1000);
  }

  get data(): Uint8Array {
    return base64.decode(this._data);
  }

  @deserializer
  fromJSON(data: string): AudioOutput {
    const source = reader.parse(data);
    reader.readAudioOutput(source, this);
    return this;
  }

  /** For the reader: sets what is kept as the server sent it. */
  __keep(expiresAt: i64, data: string): void {
    this._expiresAt = expiresAt;
    this._data = data;
  }
}

/** The message that a model answered with. */
@json
export class CompletionMessage {
  /** The text; empty when the model asks for tools or refuses. */
  content: string = "";

  @omitnull()
  refusal: string | null = null;

  @alias("tool_calls")
  @omitif((self: CompletionMessage) => self.toolCalls.length == 0)
  toolCalls: ToolCall[] = [];

  @omitnull()
  audio: AudioOutput | null = null;

  /** The message in the form in which it goes into the next request. */
  toAssistantMessage(): AssistantMessage<string> {
    return AssistantMessage.fromCompletionMessage(this);
  }

  @deserializer
  fromJSON(data: string): CompletionMessage {
    reader.readCompletionMessage(reader.parse(data), this);
    return this;
  }
}

/** One answer of possibly several. */
@json
export class Choice {
  /** "stop", "length", "content_filter" or "tool_calls". */
  @alias("finish_reason")
  finishReason: string = "";

  index: i32 = 0;
  message: CompletionMessage = new CompletionMessage();
  logprobs: Logprobs | null = null;

  @deserializer
  fromJSON(data: string): Choice {
    reader.readChoice(reader.parse(data), this);
    return this;
  }
}

/** What a chat model sends back. */
@json
export class OpenAIChatOutput {
  id: string = "";
  object: string = "";

  /** The answers: one, unless more were asked for. */
  choices: Choice[] = [];

  @alias("created")
  private _created: i64 = 0;

  /** The model that answered, possibly a more exact name than asked for. */
  model: string = "";

  @alias("service_tier")
  serviceTier: string | null = null;

  @alias("system_fingerprint")
  systemFingerprint: string = "";

  usage: Usage = new Usage();

  /** When the answer was made. */
  get created(): Date {
    return new Date(this._created * 1000);
  }

  @deserializer
  fromJSON(data: string): OpenAIChatOutput {
    reader.readOutput(reader.parse(data), this);
    return this;
  }

  /** For the reader: sets what is kept as the server sent it. */
  __keep(created: i64): void {
    this._created = created;
  }
}
