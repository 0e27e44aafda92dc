// SPDX-License-Identifier: Apache-2.0

import { models } from "@hypermode/modus-sdk-as";
import { OpenAIChatModel, UserMessage } from "@hypermode/modus-sdk-as/models/openai/chat";

/** A string in, a string out; no model is asked. */
export function greet(name: string): string {
  return "Hello, " + name + "!";
}

/** The same, but a model gives the answer. */
export function ask(name: string): string {
  const model = models.getModel<OpenAIChatModel>("constant");
  const input = model.createInput([new UserMessage("Greet " + name + ".")]);
  return model.invoke(input).choices[0].message.content;
}

/** Tells one build from another: a benchmark changes the digits in the compiled module. */
export function version(): string {
  return "version 000000";
}
