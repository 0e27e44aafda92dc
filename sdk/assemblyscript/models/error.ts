// SPDX-License-Identifier: Apache-2.0

import { ModelError } from "../assembly/models";
import { parseJson } from "../assembly/json/reader";
import { JsonKind, JsonValue } from "../assembly/json/value";

const MAX_LENGTH = 200;

/**
 * The error in the answer of a provider: OpenAI, Anthropic and Gemini send
 * `{"error": {"message": …}}`, others `{"error": "…"}`, `{"type": "error", …}` or `{"message": …}` alone. Null when there
 * is none, and when the answer is not JSON.
 */
export function errorIn(data: string): string | null {
  const answer = parseJson(data);
  if (answer === null) return null;
  if (answer.kind != JsonKind.Object) return excerpt(data);
  const error = answer.member("error");
  if (error === null) return answer.string("type") == "error" ? excerpt(data) : onlyMessage(answer);
  if (error.kind == JsonKind.String) return error.text;
  const message = error.string("message");
  return message.length > 0 ? message : excerpt(data);
}

/** The text of `{"message": …}`, Amazon's form; an answer holds more than that. */
function onlyMessage(answer: JsonValue): string | null {
  const first = answer.first;
  if (first === null || first.next !== null || first.kind != JsonKind.String) return null;
  return first.name.toLowerCase() == "message" ? first.text : null;
}

function excerpt(text: string): string {
  return text.length > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
}

/** The error that a provider answered with. */
export class ProviderError extends ModelError {
  constructor(public message: string) {
    super();
  }

  toString(): string {
    return "The model returned an error: " + this.message;
  }
}

/** A validator for models whose providers say errors in one of the usual ways. */
export function findError(data: string): ModelError | null {
  const message = errorIn(data);
  if (message === null) return null;
  return new ProviderError(message);
}
