// SPDX-License-Identifier: Apache-2.0

// The Messages API of Anthropic: https://docs.anthropic.com/en/api/messages

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
import { parseJson as parseJsonAs } from "../../assembly/utils";
import { toBase64 } from "../base64";
import { findError } from "../error";

/** A model that holds a conversation. */
export class AnthropicMessagesModel extends Model<AnthropicMessagesInput, AnthropicMessagesOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param messages The conversation so far, oldest message first.
   */
  createInput(messages: Message[]): AnthropicMessagesInput {
    const input = new AnthropicMessagesInput();
    input.model = this.info.fullName;
    input.messages = messages;
    return input;
  }

  textOf(answer: AnthropicMessagesOutput): string {
    return textOf(answer.content);
  }
}

function textOf(blocks: ContentBlock[]): string {
  let text = "";
  for (let i = 0; i < blocks.length; i++) {
    const part = blocks[i].text;
    if (part !== null) text += part;
  }
  return text;
}

/** Something said in a conversation. */
@json
export class Message {
  @alias("role")
  protected _role: string;

  /** A string or a list of blocks. */
  @alias("content")
  protected _content: JSON.Raw;

  constructor(role: string, content: string) {
    this._role = role;
    this._content = new JSON.Raw(JSON.stringify(content));
  }

  get role(): string {
    return this._role;
  }

  /** The text; of a message of blocks all that is text. */
  get content(): string {
    const content = this._content.data;
    if (!content.startsWith("[")) return JSON.parse<string>(content);
    return textOf(parseJsonAs<ContentBlock[]>(content, "the content of a message"));
  }

  set content(text: string) {
    this._content = new JSON.Raw(JSON.stringify(text));
  }

  /** Sets blocks in place of a text. */
  setBlocks(blocks: ContentBlock[]): void {
    this._content = new JSON.Raw(JSON.stringify(blocks));
  }
}

/** What the user said; results of tools are said by the user, too. */
@json
export class UserMessage extends Message {
  constructor(content: string) {
    super("user", content);
  }

  /** A message of several parts: texts, pictures, documents, results of tools. */
  static fromBlocks(blocks: ContentBlock[]): UserMessage {
    const message = new UserMessage("");
    message.setBlocks(blocks);
    return message;
  }
}

/** What the model said. */
@json
export class AssistantMessage extends Message {
  constructor(content: string) {
    super("assistant", content);
  }

  /** What the model said, as its answer has it: for the next request. */
  static fromBlocks(blocks: ContentBlock[]): AssistantMessage {
    const message = new AssistantMessage("");
    message.setBlocks(blocks);
    return message;
  }
}

/** A request; createInput makes one. */
@json
export class AnthropicMessagesInput {
  model: string = "";
  messages: Message[] = [];

  /** How many tokens the answer may have at most. */
  @alias("max_tokens")
  maxTokens: i32 = 4096;

  @omitnull()
  metadata: Metadata | null = null;

  /** Texts at which the model stops. */
  @alias("stop_sequences")
  @omitnull()
  stopSequences: string[] | null = null;

  @alias("stream")
  @omitif((self: AnthropicMessagesInput) => self._stream == false)
  private _stream: boolean = false;

  /** What the model should be told before the conversation. */
  @omitnull()
  system: string | null = null;

  /** From 0 to 1: how freely the model chooses its words. */
  @omitif((self: AnthropicMessagesInput) => self.temperature == 1.0)
  temperature: f64 = 1.0;

  /** Lets the model think before it answers; then it must be told no temperature. */
  @omitnull()
  thinking: Thinking | null = null;

  @alias("tool_choice")
  @omitnull()
  toolChoice: ToolChoice | null = null;

  @omitnull()
  tools: Tool[] | null = null;

  /** Considers only this many of the likeliest tokens; -1 sets no limit. */
  @alias("top_k")
  @omitif((self: AnthropicMessagesInput) => self.topK == -1)
  topK: i64 = -1;

  /** Considers only the likeliest tokens that together have this probability. */
  @alias("top_p")
  @omitif((self: AnthropicMessagesInput) => self.topP == 0.999)
  topP: f64 = 0.999;
}

/** How a model thinks. Its thoughts are blocks of the answer, before the others. */
@json
export class Thinking {
  type: string = "enabled";

  /** How many of `maxTokens` it may think: 1,024 at least. */
  @alias("budget_tokens")
  budgetTokens: i32;

  constructor(budgetTokens: i32 = 1024) {
    this.budgetTokens = budgetTokens;
  }
}

/** What to tell Anthropic about a request. */
@json
export class Metadata {
  @alias("user_id")
  userId: string | null = null;
}

/** Something that the model may ask the app to do. */
@json
export class Tool {
  name: string = "";

  /** The JSON Schema of the tool's input. */
  @alias("input_schema")
  inputSchema: JSON.Raw = new JSON.Raw('{"type":"object"}');

  @omitnull()
  description: string | null = null;
}

/** How the model should use tools. */
@json
export class ToolChoice {
  @alias("type")
  protected _type: string;

  @alias("name")
  @omitnull()
  protected _name: string | null = null;

  constructor(type: string, name: string | null = null) {
    this._type = type;
    this._name = name;
  }
}

/** The model decides whether to use a tool. */
export const ToolChoiceAuto = new ToolChoice("auto");

/** The model uses some tool. */
export const ToolChoiceAny = new ToolChoice("any");

/** The model uses the tool with this name. */
export const ToolChoiceTool = (name: string): ToolChoice => new ToolChoice("tool", name);

/** The model's answer. */
@json
export class AnthropicMessagesOutput {
  id: string = "";
  content: ContentBlock[] = [];
  model: string = "";
  role: string = "assistant";

  /** "end_turn", "max_tokens", "stop_sequence" or "tool_use". */
  @alias("stop_reason")
  stopReason: string = "";

  /** The stop sequence at which the model stopped. */
  @alias("stop_sequence")
  stopSequence: string | null = null;

  type: string = "message";
  usage: Usage = new Usage();
}

/** A part of a message. */
@json
export class ContentBlock {
  /**
   * Of an answer "text", "tool_use", "thinking" or "redacted_thinking"; of a request also "image",
   * "document" and "tool_result".
   */
  type: string = "";

  @omitnull()
  text: string | null = null;

  /** Names this use of a tool. */
  @omitnull()
  id: string | null = null;

  /** The input of the tool, as JSON. */
  @omitnull()
  input: JSON.Raw | null = null;

  /** The name of the tool. */
  @omitnull()
  name: string | null = null;

  /** What the model thought; the signature proves that it did. */
  @omitnull()
  thinking: string | null = null;

  @omitnull()
  signature: string | null = null;

  /** What the model thought and does not tell. */
  @omitnull()
  data: string | null = null;

  /** Of a result: which use of a tool it is of. */
  @alias("tool_use_id")
  @omitnull()
  toolUseId: string | null = null;

  /** Of a result: a string or blocks, as JSON. */
  @omitnull()
  content: JSON.Raw | null = null;

  /** Of a result: the tool failed. */
  @alias("is_error")
  @omitif((self: ContentBlock) => !self.isError)
  isError: bool = false;

  /** Where a picture or document comes from. */
  @omitnull()
  source: Source | null = null;

  static fromText(text: string): ContentBlock {
    const block = new ContentBlock();
    block.type = "text";
    block.text = text;
    return block;
  }

  /**
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   * @param mediaType "image/png", "image/jpeg", "image/gif" or "image/webp".
   */
  static fromImage<T>(data: T, mediaType: string): ContentBlock {
    return fromSource("image", Source.fromData<T>(data, mediaType));
  }

  /** A picture at an address, which Anthropic fetches. */
  static fromImageURL(url: string): ContentBlock {
    return fromSource("image", Source.fromURL(url));
  }

  /** @param data A PDF file: an ArrayBuffer, a Uint8Array, or a string that is base64 already. */
  static fromPDF<T>(data: T): ContentBlock {
    return fromSource("document", Source.fromData<T>(data, "application/pdf"));
  }

  /**
   * What a tool returned.
   * @param toolUseId The id of the block that asked for it.
   * @param isError Whether the tool failed; then the text says why.
   */
  static fromToolResult(toolUseId: string, text: string, isError: bool = false): ContentBlock {
    const block = new ContentBlock();
    block.type = "tool_result";
    block.toolUseId = toolUseId;
    block.content = new JSON.Raw(JSON.stringify(text));
    block.isError = isError;
    return block;
  }
}

function fromSource(type: string, source: Source): ContentBlock {
  const block = new ContentBlock();
  block.type = type;
  block.source = source;
  return block;
}

/** Where a picture or document comes from. */
@json
export class Source {
  /** "base64" or "url". */
  type: string = "";

  @alias("media_type")
  @omitnull()
  mediaType: string | null = null;

  @omitnull()
  data: string | null = null;

  @omitnull()
  url: string | null = null;

  static fromData<T>(data: T, mediaType: string): Source {
    const source = new Source();
    source.type = "base64";
    source.mediaType = mediaType;
    source.data = toBase64<T>(data);
    return source;
  }

  static fromURL(url: string): Source {
    const source = new Source();
    source.type = "url";
    source.url = url;
    return source;
  }
}

/** What a request cost. */
@json
export class Usage {
  @alias("input_tokens")
  inputTokens: number = 0;

  @alias("output_tokens")
  outputTokens: number = 0;
}
