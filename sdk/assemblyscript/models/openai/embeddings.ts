// SPDX-License-Identifier: Apache-2.0

// The embeddings API of OpenAI and of the many servers that speak it:
// https://platform.openai.com/docs/api-reference/embeddings

import { JSON } from "json-as";
import * as base64 from "as-base64/assembly";
import { Model, ModelInfo } from "../../assembly/models";
import { parseJson } from "../../assembly/json/reader";
import { JsonKind, JsonValue } from "../../assembly/json/value";
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
    if (isString<valueof<T>>() || isInteger<valueof<T>>()) return;
    if (isArray<valueof<T>>()) {
      if (isInteger<valueof<valueof<T>>>()) return;
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
      this.embedding = vectorOf(from.member("embedding"));
    }
    return this;
  }
}

function vectorOf(value: JsonValue | null): f32[] {
  const vector: f32[] = [];
  if (value === null) return vector;
  if (value.kind == JsonKind.String) {
    const bytes = base64.decode(value.text);
    for (let i = 0; i + 4 <= bytes.length; i += 4) vector.push(load<f32>(bytes.dataStart + i));
  } else {
    for (let i = 0; i < value.items.length; i++) vector.push(f32.parse(value.items[i].text));
  }
  return vector;
}

/** What a request cost. */
@json
export class Usage {
  @alias("prompt_tokens")
  promptTokens: i32 = 0;

  @alias("total_tokens")
  totalTokens: i32 = 0;
}
