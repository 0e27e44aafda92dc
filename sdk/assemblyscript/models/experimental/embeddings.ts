// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
import { findError } from "../error";

/** A model that turns texts into vectors. */
export class EmbeddingsModel extends Model<EmbeddingsInput, EmbeddingsOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param instances The texts to turn into vectors.
   */
  createInput(instances: string[]): EmbeddingsInput {
    const input = new EmbeddingsInput();
    input.instances = instances;
    return input;
  }
}

/** A request; createInput makes one. */
@json
export class EmbeddingsInput {
  instances: string[] = [];
}

/** A vector for each text, in their order. */
@json
export class EmbeddingsOutput {
  predictions: f32[][] = [];
}
