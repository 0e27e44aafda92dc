// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { Model, ModelInfo } from "../../assembly/models";
import { findError } from "../error";

/** A model that says to which class a text belongs. */
export class ClassificationModel extends Model<ClassificationInput, ClassificationOutput> {
  constructor(info: ModelInfo) {
    super(info);
    this.validator = findError;
  }

  /**
   * Starts a request.
   * @param instances The texts to classify.
   */
  createInput(instances: string[]): ClassificationInput {
    const input = new ClassificationInput();
    input.instances = instances;
    return input;
  }
}

/** A request; createInput makes one. */
@json
export class ClassificationInput {
  instances: string[] = [];
}

/** A result for each text, in their order. */
@json
export class ClassificationOutput {
  predictions: ClassifierResult[] = [];
}

/** The class of one text. */
@json
export class ClassifierResult {
  label: string = "";
  confidence: f32 = 0;

  /** How likely each class is. */
  probabilities: ClassifierLabel[] = [];
}

/** How likely a class is. */
@json
export class ClassifierLabel {
  label: string = "";
  probability: f32 = 0;
}
