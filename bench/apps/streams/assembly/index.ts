// SPDX-License-Identifier: Apache-2.0

import { models, Stream } from "@hypermode/modus-sdk-as";
import { OpenAIChatModel, UserMessage } from "@hypermode/modus-sdk-as/models/openai/chat";

/** The model's answer as it comes: the bench's server gives as many pieces as tokens are asked for. */
export function tell(pieces: i32): Stream<string> {
  const model = models.getModel<OpenAIChatModel>("constant");
  const input = model.createInput([new UserMessage("Tell a story.")]);
  input.maxTokens = pieces;
  const answer = model.stream(input);
  const out = new Stream<string>();
  while (answer.next()) out.push(answer.delta);
  return out;
}
