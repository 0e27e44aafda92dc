// SPDX-License-Identifier: Apache-2.0

// Requests that the host sees through to an answer: of a type, or after calling the tools that the
// model asks for.

import { AnswerReader } from "./json/answer_reader";
import { parseJson } from "./json/reader";
import * as utils from "./utils";

// @ts-expect-error: decorator
@external("modus_models", "askModel")
declare function hostAskModel(
  modelName: string,
  input: string,
  answerType: string,
  tools: string[],
  maxToolRounds: i32,
): string | null;

/** Gives the model's answer as its provider wrote it. */
export function askWithTools(modelName: string, input: string, tools: string[], maxToolRounds: i32): string | null {
  return hostAskModel(modelName, input, "", tools, maxToolRounds);
}

/** Gives a value of type T as JSON. */
export function askFor<T>(modelName: string, input: string, tools: string[], maxToolRounds: i32): string | null {
  return hostAskModel(modelName, input, answerType<T>(), tools, maxToolRounds);
}

/** The type's name among those of the metadata's answerTypes. The compiler transform looks for uses of this function. */
function answerType<T>(): string {
  return isNullable<T>() ? nameof<T>() + " | null" : nameof<T>();
}

/** Reads what askFor gave. */
export function readAnswer<T>(modelName: string, answer: string): T {
  const what = 'the answer of model "' + modelName + '"';
  const document = parseJson(answer);
  if (document === null) utils.throwUserError(what + " is not JSON: " + answer.substring(0, 200));
  const reader = new AnswerReader(answer);
  const value = reader.answer<T>(document!, "");
  const problem = reader.problem;
  if (problem !== null) utils.throwUserError(what + " does not fit its type: " + problem);
  return value;
}
