// SPDX-License-Identifier: Apache-2.0

// The Converse API of Amazon Bedrock, the same for all of its models:
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
import { toBase64 } from "../base64";
import { findError } from "../error";
import { FunctionParameter, schemaOf } from "../parameters";

/** A model that holds a conversation. Which one, the path in modus.json says. */
export class BedrockConverseModel extends Model<BedrockConverseInput, BedrockConverseOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param messages The conversation so far, oldest message first.
   */
  createInput(messages: Message[]): BedrockConverseInput {
    const input = new BedrockConverseInput();
    input.messages = messages;
    return input;
  }

  textOf(answer: BedrockConverseOutput): string {
    return answer.text;
  }
}

// ---------------------------------------------------------------------------------------------
// Messages

/** Where a picture or a document is: in the request, as base64. */
@json
export class BytesSource {
  bytes: string = "";
}

@json
export class ImageBlock {
  /** "png", "jpeg", "gif" or "webp". */
  format: string = "";
  source: BytesSource = new BytesSource();
}

@json
export class DocumentBlock {
  /** "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt" or "md". */
  format: string = "";

  /** A neutral name, which the model sees. */
  name: string = "";
  source: BytesSource = new BytesSource();
}

/** The model's wish to use a tool. */
@json
export class ToolUseBlock {
  toolUseId: string = "";
  name: string = "";

  /** The input of the tool, as JSON. */
  input: JSON.Raw = new JSON.Raw("{}");
}

/** A part of what a tool returned: either a text or JSON. */
@json
export class ToolResultContent {
  @omitnull()
  text: string | null = null;

  @omitnull()
  json: JSON.Raw | null = null;
}

/** What a tool returned. */
@json
export class ToolResultBlock {
  toolUseId: string = "";
  content: ToolResultContent[] = [];

  /** "success" or "error". */
  @omitnull()
  status: string | null = null;
}

/** A part of a message; one of its fields is set. */
@json
export class ContentBlock {
  @omitnull()
  text: string | null = null;

  @omitnull()
  image: ImageBlock | null = null;

  @omitnull()
  document: DocumentBlock | null = null;

  @omitnull()
  toolUse: ToolUseBlock | null = null;

  @omitnull()
  toolResult: ToolResultBlock | null = null;

  /** What the model thought, as JSON; goes back to it as it came. */
  @omitnull()
  reasoningContent: JSON.Raw | null = null;

  static fromText(text: string): ContentBlock {
    const block = new ContentBlock();
    block.text = text;
    return block;
  }

  /**
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   * @param format "png", "jpeg", "gif" or "webp".
   */
  static fromImage<T>(data: T, format: string): ContentBlock {
    const image = new ImageBlock();
    image.format = format;
    image.source.bytes = toBase64<T>(data);
    const block = new ContentBlock();
    block.image = image;
    return block;
  }

  /**
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   * @param format "pdf", "csv", "docx", …
   */
  static fromDocument<T>(data: T, format: string, name: string): ContentBlock {
    const document = new DocumentBlock();
    document.format = format;
    document.name = name;
    document.source.bytes = toBase64<T>(data);
    const block = new ContentBlock();
    block.document = document;
    return block;
  }

  /** What a tool returned, as text. */
  static fromToolResult(toolUseId: string, text: string): ContentBlock {
    const content = new ToolResultContent();
    content.text = text;
    return toolResult(toolUseId, content);
  }

  /** What a tool returned, as JSON: an object. */
  static fromToolResultJson(toolUseId: string, json: string): ContentBlock {
    const content = new ToolResultContent();
    content.json = new JSON.Raw(json);
    return toolResult(toolUseId, content);
  }
}

function toolResult(toolUseId: string, content: ToolResultContent): ContentBlock {
  const result = new ToolResultBlock();
  result.toolUseId = toolUseId;
  result.content = [content];
  const block = new ContentBlock();
  block.toolResult = result;
  return block;
}

/** Something said in a conversation. */
@json
export class Message {
  /** "user" or "assistant". */
  role: string;

  content: ContentBlock[];

  constructor(role: string = "", content: ContentBlock[] = []) {
    this.role = role;
    this.content = content;
  }
}

/** What the user said; results of tools are said by the user, too. */
@json
export class UserMessage extends Message {
  constructor(content: ContentBlock[] = []) {
    super("user", content);
  }
}

/** What the user said, as one text. */
@json
export class UserTextMessage extends UserMessage {
  constructor(text: string = "") {
    super([ContentBlock.fromText(text)]);
  }
}

/** What the model said, as one text. */
@json
export class AssistantTextMessage extends Message {
  constructor(text: string = "") {
    super("assistant", [ContentBlock.fromText(text)]);
  }
}

// ---------------------------------------------------------------------------------------------
// Tools

@json
export class InputSchema {
  json: JSON.Raw = new JSON.Raw('{"type":"object"}');
}

@json
export class ToolSpec {
  name: string = "";

  @omitnull()
  description: string | null = null;

  inputSchema: InputSchema = new InputSchema();
}

/** A tool that a model may use. */
@json
export class Tool {
  @omit
  private _parameters: FunctionParameter[] = [];

  toolSpec: ToolSpec = new ToolSpec();

  static forFunction(name: string, description: string): Tool {
    const tool = new Tool();
    tool.toolSpec.name = name;
    tool.toolSpec.description = description;
    return tool;
  }

  /**
   * Adds a parameter, which the model must always give.
   * @param jsonSchemaType "string", "number", "integer", "boolean", …
   */
  withParameter(name: string, jsonSchemaType: string, description: string): Tool {
    this._parameters.push(new FunctionParameter(name, jsonSchemaType, description));
    this.toolSpec.inputSchema.json = schemaOf(this._parameters);
    return this;
  }

  /** Describes the parameters by a JSON Schema, in place of any added one by one. */
  withParametersSchema(jsonSchema: string): Tool {
    this._parameters = [];
    this.toolSpec.inputSchema.json = new JSON.Raw(jsonSchema);
    return this;
  }
}

@json
export class ToolName {
  name: string = "";
}

/** Which tool a model is to use; one of its fields is set. */
@json
export class ToolChoice {
  @omitnull()
  auto: JSON.Raw | null = null;

  @omitnull()
  any: JSON.Raw | null = null;

  @omitnull()
  tool: ToolName | null = null;

  /** The model decides. */
  static get Auto(): ToolChoice {
    const choice = new ToolChoice();
    choice.auto = new JSON.Raw("{}");
    return choice;
  }

  /** At least one tool. */
  static get Any(): ToolChoice {
    const choice = new ToolChoice();
    choice.any = new JSON.Raw("{}");
    return choice;
  }

  /** The tool of that name. */
  static Tool(name: string): ToolChoice {
    const choice = new ToolChoice();
    choice.tool = { name };
    return choice;
  }
}

@json
export class ToolConfig {
  tools: Tool[];

  @omitnull()
  toolChoice: ToolChoice | null;

  constructor(tools: Tool[] = [], toolChoice: ToolChoice | null = null) {
    this.tools = tools;
    this.toolChoice = toolChoice;
  }
}

// ---------------------------------------------------------------------------------------------
// The request

/** How to generate. What is left at its default is up to the model. */
@json
export class InferenceConfig {
  /** How many tokens the answer may have at most. */
  @omitif((self: InferenceConfig) => self.maxTokens == -1)
  maxTokens: i32 = -1;

  /** From 0 to 1: how freely the model chooses its words. */
  @omitif((self: InferenceConfig) => self.temperature == -1.0)
  temperature: f64 = -1.0;

  /** Considers only the likeliest tokens that together have this probability. */
  @omitif((self: InferenceConfig) => self.topP == -1.0)
  topP: f64 = -1.0;

  /** Texts at which the model stops. */
  @omitnull()
  stopSequences: string[] | null = null;
}

/** Which of the account's guardrails watches the request. */
@json
export class GuardrailConfig {
  guardrailIdentifier: string = "";
  guardrailVersion: string = "";
}

@json
export class SystemContentBlock {
  text: string;

  constructor(text: string = "") {
    this.text = text;
  }
}

/** A request; createInput makes one. */
@json
export class BedrockConverseInput {
  messages: Message[] = [];

  /** What the model should be told before the conversation. */
  @omitnull()
  system: SystemContentBlock[] | null = null;

  @omitnull()
  inferenceConfig: InferenceConfig | null = null;

  @omitnull()
  toolConfig: ToolConfig | null = null;

  @omitnull()
  guardrailConfig: GuardrailConfig | null = null;

  /** Settings that only some models have, such as `{"top_k": 200}`. */
  @omitnull()
  additionalModelRequestFields: JSON.Raw | null = null;
}

// ---------------------------------------------------------------------------------------------
// The answer

@json
export class ConverseOutput {
  message: Message = new Message();
}

/** What a request cost, in tokens. */
@json
export class TokenUsage {
  inputTokens: i32 = 0;
  outputTokens: i32 = 0;
  totalTokens: i32 = 0;
  cacheReadInputTokens: i32 = 0;
  cacheWriteInputTokens: i32 = 0;
}

@json
export class ConverseMetrics {
  latencyMs: i64 = 0;
}

/** The model's answer. */
@json
export class BedrockConverseOutput {
  output: ConverseOutput = new ConverseOutput();

  /** "end_turn", "tool_use", "max_tokens", "stop_sequence", "guardrail_intervened" or "content_filtered". */
  stopReason: string = "";
  usage: TokenUsage = new TokenUsage();
  metrics: ConverseMetrics = new ConverseMetrics();

  /** The message, as it goes into the next request. */
  get message(): Message {
    return this.output.message;
  }

  /** All that the model said, joined. */
  get text(): string {
    let text = "";
    const content = this.output.message.content;
    for (let i = 0; i < content.length; i++) {
      const part = content[i].text;
      if (part !== null) text += part;
    }
    return text;
  }

  /** The tools that the model wants used; answer each with ContentBlock.fromToolResult. */
  get toolUses(): ToolUseBlock[] {
    const uses: ToolUseBlock[] = [];
    const content = this.output.message.content;
    for (let i = 0; i < content.length; i++) {
      const use = content[i].toolUse;
      if (use !== null) uses.push(use);
    }
    return uses;
  }
}
