// SPDX-License-Identifier: Apache-2.0

// Functions that go wrong, each in its own way.

import { models, utils } from "@hypermode/modus-sdk-as";
import { OpenAIChatModel, UserMessage } from "@hypermode/modus-sdk-as/models/openai/chat";

export function throwError(message: string = "on purpose"): string {
  throw new Error(message);
}

export function failForUser(message: string): string {
  utils.throwUserError(message);
  return "not reached";
}

export function exitWith(code: i32): void {
  process.exit(code);
}

export function divide(a: i32, b: i32): i32 {
  return a / b;
}

export function hitUnreachable(): void {
  unreachable();
}

export function outOfBounds(index: i32): string {
  const words = ["a", "b"];
  return words[index];
}

function depth(level: i64): i64 {
  return level + depth(level + 1) + level;
}

export function recurseForever(): i64 {
  return depth(1);
}

export function loopForever(): void {
  while (true) {}
}

export function allocateForever(): i32 {
  const blocks: Uint8Array[] = [];
  while (true) blocks.push(new Uint8Array(1 << 20));
  return blocks.length;
}

/** Asks for a model that modus.json does not have. */
export function askMissingModel(): string {
  const model = models.getModel<OpenAIChatModel>("missing");
  const output = model.invoke(model.createInput([new UserMessage("Hello?")]));
  return output.choices[0].message.content;
}
