// SPDX-License-Identifier: Apache-2.0

import { models, vectors } from "@hypermode/modus-sdk-as";
import { ClassificationModel, ClassifierResult } from "@hypermode/modus-sdk-as/models/experimental/classification";
import { EmbeddingsModel } from "@hypermode/modus-sdk-as/models/experimental/embeddings";
import { OpenAIEmbeddingsModel } from "@hypermode/modus-sdk-as/models/openai/embeddings";

/** What can be found. */
const answers = [
  "To change your password, open Settings and choose Security.",
  "Parcels arrive within three working days.",
  "Send an item back within thirty days and we refund what you paid.",
  "Invoices are sent by e-mail on the first day of each month.",
  "Our shop in the old town is open from nine to six, except on Sundays.",
  "Gift cards never expire.",
];

/** A text that was found. */
@json
class Match {
  text: string = "";
  /** How near its meaning is to the question's: 1 is the same. */
  similarity: f32 = 0;
}

/** A vector for each text, in their order; all of length 1. */
export function embed(texts: string[]): f32[][] {
  const model = models.getModel<OpenAIEmbeddingsModel>("minilm");
  const output = model.invoke(model.createInput(texts));
  return output.data.map<f32[]>((one) => one.embedding);
}

/** The same, through the other class that the SDK has for it. */
export function embedInstances(texts: string[]): f32[][] {
  const model = models.getModel<EmbeddingsModel>("minilm");
  return model.invoke(model.createInput(texts)).predictions;
}

/** The answers whose meaning is nearest to the question's, best first. */
export function search(question: string, limit: i32 = 3): Match[] {
  const found = embed(answers.concat([question]));
  const wanted = found.pop();

  const matches: Match[] = [];
  for (let i = 0; i < found.length; i++) {
    matches.push({ text: answers[i], similarity: vectors.dot(found[i], wanted) });
  }
  matches.sort((a, b) => (a.similarity > b.similarity ? -1 : a.similarity < b.similarity ? 1 : 0));
  return matches.slice(0, limit);
}

/** What a question is about: how likely each of the labels in modus.json is. */
export function classify(question: string): ClassifierResult {
  const model = models.getModel<ClassificationModel>("topics");
  return model.invoke(model.createInput([question])).predictions[0];
}
