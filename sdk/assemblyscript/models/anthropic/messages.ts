// SPDX-License-Identifier: Apache-2.0

// The Messages API of Anthropic: https://docs.anthropic.com/en/api/messages

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
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
    let text = "";
    for (let i = 0; i < answer.content.length; i++) {
      const part = answer.content[i].text;
      if (part !== null) text += part;
    }
    return text;
  }
}

/** Something said in a conversation. */
@json
export class Message {
  @alias("role")
  protected _role: string;

  content: string;

  constructor(role: string, content: string) {
    this._role = role;
    this.content = content;
  }

  get role(): string {
    return this._role;
  }
}

/** What the user said. */
@json
export class UserMessage extends Message {
  constructor(content: string) {
    super("user", content);
  }
}

/** What the model said. */
@json
export class AssistantMessage extends Message {
  constructor(content: string) {
    super("assistant", content);
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

/** A part of an answer: a text, or the wish to use a tool. */
@json
export class ContentBlock {
  /** "text" or "tool_use". */
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
}

/** What a request cost. */
@json
export class Usage {
  @alias("input_tokens")
  inputTokens: number = 0;

  @alias("output_tokens")
  outputTokens: number = 0;
}
