// SPDX-License-Identifier: Apache-2.0

// The embeddings API of OpenAI and of the many servers that speak it:
// https://platform.openai.com/docs/api-reference/embeddings

import { JSON } from "json-as";
import * as base64 from "as-base64/assembly";
import { Model, ModelInfo } from "../../assembly/models";
import { parseJson } from "../../assembly/json/reader";
import { JsonKind, JsonValue } from "../../assembly/json/value";
import { throwUserError } from "../../assembly/utils";
import { findError } from "../error";

/** A model that turns texts into vectors. */
export class OpenAIEmbeddingsModel extends Model<OpenAIEmbeddingsInput, OpenAIEmbeddingsOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param content A text or a list of texts; or tokens, as a list of integers or of such lists.
   */
  createInput<T>(content: T): OpenAIEmbeddingsInput {
    checkContent<T>();
    const input = new TypedEmbeddingsInput<T>();
    input.model = this.info.fullName.toLowerCase();
    input.input = content;
    return input;
  }
}

function checkContent<T>(): void {
  if (isString<T>()) return;
  if (isArray<T>()) {
    if (isString<valueof<T>>()) return;
    if (isInteger<valueof<T>>() && !isBoolean<valueof<T>>()) return;
    if (isArray<valueof<T>>()) {
      if (isInteger<valueof<valueof<T>>>() && !isBoolean<valueof<valueof<T>>>()) return;
    }
  }
  ERROR("Embeddings are made of a string, or of an array of strings, integers or integer arrays.");
}

/** In which form a server sends vectors. */
export namespace EncodingFormat {
  export const Float = "float";
  export const Base64 = "base64";
}
export type EncodingFormat = string;

/** A request for embeddings; createInput makes one. */
@json
export class OpenAIEmbeddingsInput {
  model: string = "";

  /** Vectors are read in either form; Base64 is shorter on the wire. */
  @alias("encoding_format")
  @omitif((self: OpenAIEmbeddingsInput) => self.encodingFormat == "float")
  encodingFormat: string = EncodingFormat.Float;

  /** The length of the vectors; -1 leaves it to the model. */
  @omitif((self: OpenAIEmbeddingsInput) => self.dimensions == -1)
  dimensions: i32 = -1;

  /** Names the user on whose behalf the request is made. */
  @omitnull()
  user: string | null = null;
}

/** A request for embeddings of something of type T. */
@json
export class TypedEmbeddingsInput<T> extends OpenAIEmbeddingsInput {
  input!: T;
}

/** Vectors, in the order of what was asked. */
@json
export class OpenAIEmbeddingsOutput {
  object: string = "";
  model: string = "";
  usage: Usage = new Usage();
  data: Embedding[] = [];
}

/** One vector. */
@json
export class Embedding {
  object: string = "";
  index: i32 = 0;
  embedding: f32[] = [];

  @deserializer
  fromJSON(data: string): Embedding {
    const from = parseJson(data);
    if (from !== null) {
      this.object = from.string("object");
      this.index = i32(from.integer("index"));
      this.embedding = vectorOf(from.member("embedding"), this.index);
    }
    return this;
  }
}

function vectorOf(value: JsonValue | null, index: i32): f32[] {
  const vector: f32[] = [];
  if (value === null) return vector;
  if (value.kind == JsonKind.String && isBase64(value.text)) {
    const bytes = base64.decode(value.text);
    if (bytes.length % 4 == 0) {
      for (let i = 0; i < bytes.length; i += 4) vector.push(load<f32>(bytes.dataStart + i));
      return vector;
    }
  }
  if (value.kind != JsonKind.Array) throwNoVector(index);
  for (let item = value.first; item !== null; item = item!.next) {
    if (item.kind != JsonKind.Number) throwNoVector(index);
    vector.push(f32.parse(item.text));
  }
  return vector;
}

function throwNoVector(index: i32): void {
  throwUserError(
    "The model's answer holds no vector at .data[" +
      index.toString() +
      "].embedding: it should be an array of numbers, or the base64 of 32-bit floats.",
  );
}

/** Whether the decoder can be trusted with it: the standard alphabet, padded (RFC 4648). */
function isBase64(text: string): bool {
  if (text.length % 4 != 0) return false;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  if (text.length == padding) return text.length == 0;
  for (let i = 0; i < text.length - padding; i++) {
    const code = text.charCodeAt(i);
    const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isLetter && !isDigit && code != 0x2b && code != 0x2f) return false;
  }
  return true;
}

/** What a request cost. */
@json
export class Usage {
  @alias("prompt_tokens")
  promptTokens: i32 = 0;

  @alias("total_tokens")
  totalTokens: i32 = 0;
}
