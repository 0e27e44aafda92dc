// SPDX-License-Identifier: Apache-2.0

// The generateContent API of Google Gemini: https://ai.google.dev/api/generate-content

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
import { toBase64 } from "../base64";
import { findError } from "../error";

/** A model that holds a conversation. */
export class GeminiGenerateModel extends Model<GeminiGenerateInput, GeminiGenerateOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param contents The conversation so far, oldest content first.
   */
  createInput(contents: PromptContent[]): GeminiGenerateInput {
    const input = new GeminiGenerateInput();
    input.contents = contents;
    return input;
  }

  textOf(answer: GeminiGenerateOutput): string {
    const content = answer.candidates.length > 0 ? answer.candidates[0].content : null;
    let text = "";
    for (let i = 0; content !== null && i < content.parts.length; i++) {
      const part = content.parts[i];
      if (!part.thought) text += part.text;
    }
    return text;
  }
}

/** A piece of what is said: a text, or one of the others. */
@json
export class Part {
  @omitif((self: Part) => self.text == "" && self.isOther)
  text: string = "";

  /** The text is what the model thought. */
  @omitif((self: Part) => !self.thought)
  thought: bool = false;

  /** Goes back to the model with the part that it came with. */
  @omitnull()
  thoughtSignature: string | null = null;

  @omitnull()
  inlineData: Blob | null = null;

  @omitnull()
  fileData: FileData | null = null;

  @omitnull()
  functionCall: FunctionCall | null = null;

  @omitnull()
  functionResponse: FunctionResponse | null = null;

  static fromText(text: string): Part {
    const part = new Part();
    part.text = text;
    return part;
  }

  /**
   * A picture, a sound, a film, a document.
   * @param data An ArrayBuffer, a Uint8Array, or a string that is base64 already.
   * @param mimeType Such as "image/png", "audio/mp3", "application/pdf".
   */
  static fromData<T>(data: T, mimeType: string): Part {
    const part = new Part();
    part.inlineData = { mimeType, data: toBase64<T>(data) };
    return part;
  }

  /** A file that Google has, by its address. */
  static fromFile(fileUri: string, mimeType: string): Part {
    const part = new Part();
    part.fileData = { mimeType, fileUri };
    return part;
  }

  /**
   * What a function returned.
   * @param call The model's wish.
   * @param response A JSON object.
   */
  static fromFunctionResponse(call: FunctionCall, response: string): Part {
    const part = new Part();
    part.functionResponse = { id: call.id, name: call.name, response: new JSON.Raw(response) };
    return part;
  }

  /** Whether it is something else than a text. */
  get isOther(): bool {
    return (
      this.inlineData !== null ||
      this.fileData !== null ||
      this.functionCall !== null ||
      this.functionResponse !== null
    );
  }
}

/** Bytes of a media type. */
@json
export class Blob {
  mimeType: string = "";
  /** Base64. */
  data: string = "";
}

@json
export class FileData {
  mimeType: string = "";
  fileUri: string = "";
}

/** A function that the model asks to be called. */
@json
export class FunctionCall {
  @omitnull()
  id: string | null = null;

  name: string = "";

  /** The arguments: a JSON object. */
  args: JSON.Raw = new JSON.Raw("{}");
}

/** What a function returned. */
@json
export class FunctionResponse {
  @omitnull()
  id: string | null = null;

  name: string = "";

  /** A JSON object. */
  response: JSON.Raw = new JSON.Raw("{}");
}

function textParts(content: string): Part[] {
  return [Part.fromText(content)];
}

/** Something said in a conversation. */
@json
export class PromptContent {
  @alias("role")
  protected _role: string;

  parts: Part[];

  constructor(role: string, parts: Part[]) {
    this._role = role;
    this.parts = parts;
  }

  get role(): string {
    return this._role;
  }
}

/** What the user said. */
@json
export class UserContent extends PromptContent {
  constructor(parts: Part[]) {
    super("user", parts);
  }
}

/** What the user said, as one text. */
@json
export class UserTextContent extends UserContent {
  constructor(content: string) {
    super(textParts(content));
  }
}

/** What the model should be told before the conversation. */
@json
export class SystemTextContent extends PromptContent {
  constructor(content: string) {
    super("system", textParts(content));
  }
}

/** What the model said. */
@json
export class ModelContent extends PromptContent {
  constructor(parts: Part[]) {
    super("model", parts);
  }
}

/** What the model said, as one text. */
@json
export class ModelTextContent extends ModelContent {
  constructor(content: string) {
    super(textParts(content));
  }
}

/** A request; createInput makes one. */
@json
export class GeminiGenerateInput {
  contents: PromptContent[] = [];

  @omitnull()
  systemInstruction: PromptContent | null = null;

  @omitnull()
  generationConfig: GenerationConfig | null = null;

  @omitnull()
  safetySettings: SafetySetting[] | null = null;

  /** What the model may ask for, and what Google runs for it. */
  @omitnull()
  tools: Tool[] | null = null;

  @omitnull()
  toolConfig: ToolConfig | null = null;

  /** The name of content that Gemini keeps: "cachedContents/…". */
  @omitnull()
  cachedContent: string | null = null;
}

/** How to generate. What is left at its default is up to the model. */
@json
export class GenerationConfig {
  candidateCount: i32 = 1;

  /** Texts at which the model stops. */
  @omitnull()
  stopSequences: string[] | null = null;

  /** How many tokens the answer may have at most. */
  @omitif((self: GenerationConfig) => self.maxOutputTokens == -1)
  maxOutputTokens: i32 = -1;

  /** How freely the model chooses its words. */
  @omitif((self: GenerationConfig) => self.temperature == -1.0)
  temperature: f64 = -1.0;

  /** Considers only the likeliest tokens that together have this probability. */
  @omitif((self: GenerationConfig) => self.topP == -1.0)
  topP: f64 = -1.0;

  /** Considers only this many of the likeliest tokens. */
  @omitif((self: GenerationConfig) => self.topK == -1)
  topK: i32 = -1;

  /** "text/plain" or "application/json". */
  @omitif((self: GenerationConfig) => self.responseMimeType == "text/plain")
  responseMimeType: string = "text/plain";

  /** The schema of an answer in JSON. */
  @omitnull()
  responseSchema: JSON.Raw | null = null;

  @omitnull()
  thinkingConfig: ThinkingConfig | null = null;
}

/** Functions that the model may ask to be called, or a tool that Google runs itself. */
@json
export class Tool {
  @omitnull()
  functionDeclarations: FunctionDeclaration[] | null = null;

  /** With Google's search; `{}` has no settings. */
  @omitnull()
  googleSearch: JSON.Raw | null = null;

  /** With the contents of addresses that the request names. */
  @omitnull()
  urlContext: JSON.Raw | null = null;

  /** With programs that Google runs. */
  @omitnull()
  codeExecution: JSON.Raw | null = null;

  static forFunctions(functions: FunctionDeclaration[]): Tool {
    const tool = new Tool();
    tool.functionDeclarations = functions;
    return tool;
  }
}

/** Describes a function to the model. */
@json
export class FunctionDeclaration {
  name: string;
  description: string;

  /** The JSON Schema of its parameters, an object. */
  @omitnull()
  parametersJsonSchema: JSON.Raw | null = null;

  constructor(name: string = "", description: string = "", parametersJsonSchema: string | null = null) {
    this.name = name;
    this.description = description;
    if (parametersJsonSchema !== null) this.parametersJsonSchema = new JSON.Raw(parametersJsonSchema);
  }
}

/** How the model uses functions. */
@json
export class ToolConfig {
  functionCallingConfig: FunctionCallingConfig = new FunctionCallingConfig();

  constructor(mode: string = "AUTO", allowedFunctionNames: string[] | null = null) {
    this.functionCallingConfig.mode = mode;
    this.functionCallingConfig.allowedFunctionNames = allowedFunctionNames;
  }
}

@json
export class FunctionCallingConfig {
  /** "AUTO", "ANY" or "NONE". */
  mode: string = "AUTO";

  /** With "ANY": only these. */
  @omitnull()
  allowedFunctionNames: string[] | null = null;
}

/** How the model thinks before it answers. */
@json
export class ThinkingConfig {
  /** Its thoughts are parts of the answer. */
  @omitif((self: ThinkingConfig) => !self.includeThoughts)
  includeThoughts: bool = false;

  /** How many tokens it may think; -1 leaves it to the model, 0 lets it not think. */
  thinkingBudget: i32 = -1;
}

/** What to block of one kind of harm. */
@json
export class SafetySetting {
  category: HarmCategory = HarmCategory.UNSPECIFIED;
  threshold: HarmBlockThreshold = HarmBlockThreshold.HARM_BLOCK_THRESHOLD_UNSPECIFIED;
}

/** Kinds of harm. */
export namespace HarmCategory {
  export const UNSPECIFIED = "HARM_CATEGORY_UNSPECIFIED";
  export const HATE_SPEECH = "HARM_CATEGORY_HATE_SPEECH";
  export const SEXUALLY_EXPLICIT = "HARM_CATEGORY_SEXUALLY_EXPLICIT";
  export const HARASSMENT = "HARM_CATEGORY_HARASSMENT";
  export const DANGEROUS_CONTENT = "HARM_CATEGORY_DANGEROUS_CONTENT";
}
export type HarmCategory = string;

/** From which probability on harm is blocked. */
export namespace HarmBlockThreshold {
  export const HARM_BLOCK_THRESHOLD_UNSPECIFIED = "HARM_BLOCK_THRESHOLD_UNSPECIFIED";
  export const BLOCK_LOW_AND_ABOVE = "BLOCK_LOW_AND_ABOVE";
  export const BLOCK_MEDIUM_AND_ABOVE = "BLOCK_MEDIUM_AND_ABOVE";
  export const BLOCK_ONLY_HIGH = "BLOCK_ONLY_HIGH";
  export const BLOCK_NONE = "BLOCK_NONE";
}
export type HarmBlockThreshold = string;

/** The model's answer. */
@json
export class GeminiGenerateOutput {
  candidates: Candidate[] = [];

  @omitnull()
  promptFeedback: PromptFeedback | null = null;

  usageMetadata: UsageMetadata = new UsageMetadata();
}

/** One of several answers. */
@json
export class Candidate {
  index: i8 = 0;

  @omitnull()
  content: ResponseContent | null = null;

  /** One of FinishReason. */
  @omitnull()
  finishReason: string | null = null;

  @omitnull()
  safetyRatings: SafetyRating[] | null = null;

  @omitnull()
  citationMetadata: CitationMetadata | null = null;
}

/** What the model said. */
@json
export class ResponseContent {
  role: string = "";
  parts: Part[] = [];
}

/** Why an answer ended. */
export namespace FinishReason {
  export const FINISH_REASON_UNSPECIFIED = "FINISH_REASON_UNSPECIFIED";
  export const STOP = "STOP";
  export const MAX_TOKENS = "MAX_TOKENS";
  export const SAFETY = "SAFETY";
  export const RECITATION = "RECITATION";
  export const LANGUAGE = "LANGUAGE";
  export const OTHER = "OTHER";
}
export type FinishReason = string;

/** How likely one kind of harm is. */
@json
export class SafetyRating {
  category: HarmCategory = HarmCategory.UNSPECIFIED;
  probability: HarmProbability = HarmProbability.HARM_PROBABILITY_UNSPECIFIED;
}

/** How likely harm is. */
export namespace HarmProbability {
  export const HARM_PROBABILITY_UNSPECIFIED = "HARM_PROBABILITY_UNSPECIFIED";
  export const NEGLIGIBLE = "NEGLIGIBLE";
  export const LOW = "LOW";
  export const MEDIUM = "MEDIUM";
  export const HIGH = "HIGH";
}
export type HarmProbability = string;

/** The sources of an answer. */
@json
export class CitationMetadata {
  citationSources: CitationSource[] = [];
}

/** A source of a part of an answer. */
@json
export class CitationSource {
  /** Where the part begins and ends, in bytes. */
  startIndex: i64 = 0;
  endIndex: i64 = 0;

  @omitnull()
  uri: string | null = null;

  license: string | null = null;
}

/** What the model thinks of the request. */
@json
export class PromptFeedback {
  blockReason: BlockReason = BlockReason.BLOCKED_REASON_UNSPECIFIED;
  safetyRatings: SafetyRating[] = [];
}

/** Why a request was blocked. */
export namespace BlockReason {
  export const BLOCKED_REASON_UNSPECIFIED = "BLOCKED_REASON_UNSPECIFIED";
  export const SAFETY = "SAFETY";
  export const OTHER = "OTHER";
}
export type BlockReason = string;

/** What a request cost. */
@json
export class UsageMetadata {
  promptTokenCount: i32 = 0;
  candidatesTokenCount: i32 = 0;
  totalTokenCount: i32 = 0;
  cachedContentTokenCount: i32 = 0;
}
