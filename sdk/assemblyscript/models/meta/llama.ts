// SPDX-License-Identifier: Apache-2.0

// Meta's Llama models as AWS Bedrock serves them:
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
import { findError } from "../error";

/** A model that continues a text. */
export class TextGenerationModel extends Model<TextGenerationInput, TextGenerationOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param prompt The text to continue.
   */
  createInput(prompt: string): TextGenerationInput {
    const input = new TextGenerationInput();
    input.prompt = prompt;
    return input;
  }

  textOf(answer: TextGenerationOutput): string {
    return answer.generation;
  }
}

/** A request; createInput makes one. */
@json
export class TextGenerationInput {
  prompt: string = "";

  /** From 0 to 1: how freely the model chooses its words. */
  @omitif((self: TextGenerationInput) => self.temperature == 0.6)
  temperature: f64 = 0.6;

  /** Considers only the likeliest tokens that together have this probability. */
  @omitif((self: TextGenerationInput) => self.topP == 0.9)
  @alias("top_p")
  topP: f64 = 0.9;

  /** How many tokens the answer may have at most. */
  @omitif((self: TextGenerationInput) => self.maxGenLen == 512)
  @alias("max_gen_len")
  maxGenLen: i32 = 512;
}

/** The continuation of the text. */
@json
export class TextGenerationOutput {
  generation: string = "";

  @alias("prompt_token_count")
  promptTokenCount: i32 = 0;

  @alias("generation_token_count")
  generationTokenCount: i32 = 0;

  /** "stop" or "length". */
  @alias("stop_reason")
  stopReason: string = "";
}
