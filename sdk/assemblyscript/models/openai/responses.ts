// SPDX-License-Identifier: Apache-2.0

// The Responses API of OpenAI: https://platform.openai.com/docs/api-reference/responses
//
// All its classes stand in this file, because json-as finds an imported class only in the very
// file that an import names.

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
import { parseJson } from "../../assembly/json/reader";
import { JsonValue } from "../../assembly/json/value";
import { toBase64 } from "../base64";
import { findError } from "../error";
import { FunctionParameter, schemaOf } from "../parameters";

/** A model that answers, reasons, and uses tools; the provider may keep the conversation. */
export class OpenAIResponsesModel extends Model<OpenAIResponsesInput, OpenAIResponsesOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param items The conversation so far, oldest first: messages, items of earlier answers, and
   * the results of functions.
   */
  createInput(items: InputItem[]): OpenAIResponsesInput {
    const input = new OpenAIResponsesInput();
    input.model = this.info.fullName;
    input.input = items;
    return input;
  }

  textOf(answer: OpenAIResponsesOutput): string {
    return answer.outputText;
  }
}

// ---------------------------------------------------------------------------------------------
// Items of a request

/** Something in a conversation. */
@json
export abstract class InputItem {}

/** Something said. `T` is string or ContentPart[]. */
@json
export class Message<T> extends InputItem {
  role: string;
  content: T;

  /** @param role "user", "assistant", "system" or "developer". */
  constructor(role: string, content: T) {
    super();
    this.role = role;
    this.content = content;
  }
}

/** Instructions to the model, which outweigh the user's. */
@json
export class DeveloperMessage<T> extends Message<T> {
  constructor(content: T) {
    super("developer", content);
  }
}

/** What the user said. */
@json
export class UserMessage<T> extends Message<T> {
  constructor(content: T) {
    super("user", content);
  }

  static fromParts(parts: ContentPart[]): UserMessage<ContentPart[]> {
    return new UserMessage<ContentPart[]>(parts);
  }
}

/** What the model said, where its answer itself is not at hand. */
@json
export class AssistantMessage<T> extends Message<T> {
  constructor(content: T) {
    super("assistant", content);
  }
}

/** What a function returned that the model had called. */
@json
export class FunctionCallOutput extends InputItem {
  type: string = "function_call_output";

  /** The `callId` of the call. */
  @alias("call_id")
  callId: string;

  output: string;

  constructor(callId: string, output: string) {
    super();
    this.callId = callId;
    this.output = output;
  }
}

/** One part of a message that is made of several. */
@json
export abstract class ContentPart {
  type: string;

  constructor(type: string) {
    this.type = type;
  }
}

@json
export class TextContentPart extends ContentPart {
  text: string;

  constructor(text: string) {
    super("input_text");
    this.text = text;
  }
}

/** A picture. */
@json
export class ImageContentPart extends ContentPart {
  @alias("image_url")
  imageUrl: string;

  /** How closely to look: "low", "high" or "auto". */
  @omitnull()
  detail: string | null;

  constructor(url: string, detail: string | null = null) {
    super("input_image");
    this.imageUrl = url;
    this.detail = detail;
  }

  /**
   * Makes an image from its bytes.
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   * @param contentType Its media type, such as "image/png".
   */
  static fromData<T>(data: T, contentType: string, detail: string | null = null): ImageContentPart {
    return new ImageContentPart(dataUrl<T>(data, contentType), detail);
  }
}

/** A document. */
@json
export class FileContentPart extends ContentPart {
  @omitnull()
  filename: string | null = null;

  @alias("file_data")
  @omitnull()
  fileData: string | null = null;

  @alias("file_url")
  @omitnull()
  fileUrl: string | null = null;

  constructor() {
    super("input_file");
  }

  static fromURL(url: string): FileContentPart {
    const part = new FileContentPart();
    part.fileUrl = url;
    return part;
  }

  /**
   * Makes a document from its bytes.
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   * @param contentType Its media type, such as "application/pdf".
   */
  static fromData<T>(data: T, contentType: string, filename: string): FileContentPart {
    const part = new FileContentPart();
    part.filename = filename;
    part.fileData = dataUrl<T>(data, contentType);
    return part;
  }
}

function dataUrl<T>(data: T, contentType: string): string {
  return "data:" + contentType + ";base64," + toBase64<T>(data);
}

// ---------------------------------------------------------------------------------------------
// Tools

/** A tool that a model may use. */
@json
export class Tool {
  @omit
  private _parameters: FunctionParameter[] = [];

  type: string = "function";

  @omitnull()
  name: string | null = null;

  @omitnull()
  description: string | null = null;

  /** A JSON Schema. */
  @omitnull()
  parameters: JSON.Raw | null = null;

  /** Whether the model keeps to the schema exactly; needs all properties required. */
  @omitif((self: Tool) => self.strict == true)
  strict: bool = true;

  static forFunction(name: string, description: string): Tool {
    const tool = new Tool();
    tool.name = name;
    tool.description = description;
    return tool;
  }

  /** A tool that the provider runs itself, such as `{"type":"web_search"}`. */
  static hosted(definition: string): Tool {
    return new HostedTool(definition);
  }

  /**
   * Adds a parameter, which the model must always give.
   * @param jsonSchemaType "string", "number", "integer", "boolean", …
   */
  withParameter(name: string, jsonSchemaType: string, description: string): Tool {
    this._parameters.push(new FunctionParameter(name, jsonSchemaType, description));
    this.parameters = schemaOf(this._parameters);
    return this;
  }

  /** Describes the parameters by a JSON Schema, in place of any added one by one. */
  withParametersSchema(jsonSchema: string): Tool {
    this._parameters = [];
    this.parameters = new JSON.Raw(jsonSchema);
    return this;
  }
}

@json
class HostedTool extends Tool {
  @omit
  private definition: string;

  constructor(definition: string) {
    super();
    this.definition = definition;
  }

  __SERIALIZE(ptr: usize): void {
    JSON.__serialize<JSON.Raw>(JSON.Raw.from(this.definition));
  }
}

/** Which tool a model is to use. */
@json
export class ToolChoice {
  type: string = "auto";
  name: string | null = null;

  /** No tool: the model writes a message. */
  static get None(): ToolChoice {
    return toolChoice("none", null);
  }

  /** The model decides. */
  static get Auto(): ToolChoice {
    return toolChoice("auto", null);
  }

  /** At least one tool. */
  static get Required(): ToolChoice {
    return toolChoice("required", null);
  }

  /** The function of that name. */
  static Function(name: string): ToolChoice {
    return toolChoice("function", name);
  }

  // The API wants a bare string, except where a function is named.
  __SERIALIZE(ptr: usize): void {
    const name = this.name;
    if (name === null) {
      JSON.__serialize<string>(this.type);
    } else {
      const quoted = JSON.internal.stringify<string>(name);
      JSON.__serialize<JSON.Raw>(JSON.Raw.from('{"type":"function","name":' + quoted + "}"));
    }
  }
}

function toolChoice(type: string, name: string | null): ToolChoice {
  const choice = new ToolChoice();
  choice.type = type;
  choice.name = name;
  return choice;
}

// ---------------------------------------------------------------------------------------------
// The request

/** The form that the text of an answer must have. */
@json
export class TextFormat {
  type: string = "text";

  @omitnull()
  name: string | null = null;

  @omitnull()
  schema: JSON.Raw | null = null;

  @omitif((self: TextFormat) => self.strict == false)
  strict: bool = false;

  /** Some JSON; a message must ask for it too. */
  static get Json(): TextFormat {
    const format = new TextFormat();
    format.type = "json_object";
    return format;
  }

  /** JSON that fits a schema exactly. */
  static JsonSchema(name: string, schema: string): TextFormat {
    const format = new TextFormat();
    format.type = "json_schema";
    format.name = name;
    format.schema = new JSON.Raw(schema);
    format.strict = true;
    return format;
  }
}

/** What the text of an answer should be like. */
@json
export class TextOptions {
  @omitnull()
  format: TextFormat | null = null;

  /** "low", "medium" or "high". */
  @omitnull()
  verbosity: string | null = null;
}

/** How a model that can should reason. */
@json
export class ReasoningOptions {
  /** "minimal", "low", "medium" or "high". */
  @omitnull()
  effort: string | null = null;

  /** Asks for a summary of the reasoning: "auto", "concise" or "detailed". */
  @omitnull()
  summary: string | null = null;
}

/** A request. What has its default value is not sent. */
@json
export class OpenAIResponsesInput {
  /** The model's name at its provider. */
  model: string = "";

  /** The conversation so far. */
  input: InputItem[] = [];

  /** What the model should be told before the conversation. */
  @omitnull()
  instructions: string | null = null;

  /** Continues the conversation of an earlier answer, which the provider kept; its `id`. */
  @alias("previous_response_id")
  @omitnull()
  previousResponseId: string | null = null;

  /** Whether the provider keeps the answer, so that it can be continued. */
  @omitif((self: OpenAIResponsesInput) => self.store == true)
  store: bool = true;

  /** More to send with the answer, such as "reasoning.encrypted_content". */
  @omitnull()
  include: string[] | null = null;

  /** How many tokens the answer may have, reasoning included; -1 sets no limit. */
  @alias("max_output_tokens")
  @omitif((self: OpenAIResponsesInput) => self.maxOutputTokens == -1)
  maxOutputTokens: i32 = -1;

  /** How many uses of the provider's own tools; -1 sets no limit. */
  @alias("max_tool_calls")
  @omitif((self: OpenAIResponsesInput) => self.maxToolCalls == -1)
  maxToolCalls: i32 = -1;

  /** From 0 to 2: how freely to choose words. */
  @omitif((self: OpenAIResponsesInput) => self.temperature == 1.0)
  temperature: f64 = 1.0;

  /** Considers only the likeliest words that make up this share of the probability. */
  @alias("top_p")
  @omitif((self: OpenAIResponsesInput) => self.topP == 1.0)
  topP: f64 = 1.0;

  @omitnull()
  text: TextOptions | null = null;

  @omitnull()
  reasoning: ReasoningOptions | null = null;

  @omitnull()
  tools: Tool[] | null = null;

  @alias("tool_choice")
  @omitnull()
  toolChoice: ToolChoice | null = null;

  /** Lets the model ask for several functions at once. */
  @alias("parallel_tool_calls")
  @omitif((self: OpenAIResponsesInput) => self.parallelToolCalls == true)
  parallelToolCalls: bool = true;

  /** "auto" leaves out what no longer fits, "disabled" makes that an error. */
  @omitnull()
  truncation: string | null = null;

  /** "auto", "default", "flex" or "priority". */
  @alias("service_tier")
  @omitnull()
  serviceTier: string | null = null;

  /** Notes that the provider keeps with the answer. */
  @omitnull()
  metadata: Map<string, string> | null = null;

  /** Requests with the same key find one another's cached beginnings. */
  @alias("prompt_cache_key")
  @omitnull()
  promptCacheKey: string | null = null;

  /** Who asks, for the provider's watch over abuse: a hash, not a name. */
  @alias("safety_identifier")
  @omitnull()
  safetyIdentifier: string | null = null;
}

// ---------------------------------------------------------------------------------------------
// The answer

/** A part of a message of the model. */
@json
export class OutputContent {
  /** "output_text" or "refusal". */
  type: string = "";
  text: string = "";
  refusal: string = "";
}

/**
 * One thing that the model did: it said something, called a function, reasoned, or used a tool of
 * the provider. Goes into the next request as it came, those of its members included that have no
 * field here.
 */
@json
export class OutputItem extends InputItem {
  /** "message", "function_call", "reasoning", "web_search_call", … */
  type: string = "";
  id: string = "";

  /** "in_progress", "completed" or "incomplete". */
  status: string = "";

  /** What a message consists of. */
  content: OutputContent[] = [];

  /** Of a function call: what to call, and with which arguments (JSON). */
  name: string = "";
  callId: string = "";
  arguments: string = "";

  /** The summaries of reasoning, when asked for. */
  summary: string[] = [];

  /** The item as JSON. */
  raw: string = "{}";

  @deserializer
  fromJSON(data: string): OutputItem {
    this.raw = data;
    const from = parseJson(data);
    if (from !== null) readItem(from, this);
    return this;
  }

  __SERIALIZE(ptr: usize): void {
    JSON.__serialize<JSON.Raw>(JSON.Raw.from(this.raw));
  }
}

function readItem(from: JsonValue, to: OutputItem): void {
  to.type = from.string("type");
  to.id = from.string("id");
  to.status = from.string("status");
  to.name = from.string("name");
  to.callId = from.string("call_id");
  to.arguments = from.string("arguments");
  for (let item = from.firstOf("content"); item !== null; item = item!.next) {
    const part = new OutputContent();
    part.type = item.string("type");
    part.text = item.string("text");
    part.refusal = item.string("refusal");
    to.content.push(part);
  }
  for (let item = from.firstOf("summary"); item !== null; item = item!.next) to.summary.push(item.string("text"));
}

/** Why an answer is not whole. */
@json
export class IncompleteDetails {
  /** "max_output_tokens" or "content_filter". */
  reason: string = "";
}

@json
export class InputTokensDetails {
  @alias("cached_tokens")
  cachedTokens: i32 = 0;
}

@json
export class OutputTokensDetails {
  @alias("reasoning_tokens")
  reasoningTokens: i32 = 0;
}

/** What a request cost, in tokens. */
@json
export class Usage {
  @alias("input_tokens")
  inputTokens: i32 = 0;

  @alias("input_tokens_details")
  inputTokensDetails: InputTokensDetails = new InputTokensDetails();

  @alias("output_tokens")
  outputTokens: i32 = 0;

  @alias("output_tokens_details")
  outputTokensDetails: OutputTokensDetails = new OutputTokensDetails();

  @alias("total_tokens")
  totalTokens: i32 = 0;
}

/** What the model did. */
@json
export class OpenAIResponsesOutput {
  id: string = "";
  object: string = "";

  @alias("created_at")
  private _createdAt: f64 = 0;

  /** "completed", "incomplete" or "failed". */
  status: string = "";

  /** Set when `status` is "incomplete". */
  @alias("incomplete_details")
  incompleteDetails: IncompleteDetails | null = null;

  /** The model that answered, possibly a more exact name than asked for. */
  model: string = "";

  /** Everything the model did, in order. */
  output: OutputItem[] = [];

  @alias("previous_response_id")
  previousResponseId: string | null = null;

  @alias("service_tier")
  serviceTier: string | null = null;

  usage: Usage = new Usage();

  /** When the answer was made. */
  get createdAt(): Date {
    return new Date(i64(this._createdAt) * 1000);
  }

  /** All that the model said, joined; empty when it only calls functions or refuses. */
  get outputText(): string {
    let text = "";
    for (let i = 0; i < this.output.length; i++) {
      const content = this.output[i].content;
      for (let j = 0; j < content.length; j++) {
        if (content[j].type == "output_text") text += content[j].text;
      }
    }
    return text;
  }

  /** The functions that the model wants called; answer each with a FunctionCallOutput. */
  get functionCalls(): OutputItem[] {
    return this.output.filter((item) => item.type == "function_call");
  }
}
