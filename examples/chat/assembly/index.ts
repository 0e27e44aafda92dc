// SPDX-License-Identifier: Apache-2.0

import { models, Stream } from "@hypermode/modus-sdk-as";
import {
  AssistantMessage,
  OpenAIChatModel,
  RequestMessage,
  SystemMessage,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";

/** Something said in a conversation. */
export class Turn {
  /** "user" or "assistant" */
  role: string = "user";
  text: string = "";
}

/** What the model says next, word by word. */
export function chat(turns: Turn[]): Stream<string> {
  const model = models.getModel<OpenAIChatModel>("llm");
  const input = model.createInput(messagesOf(turns));
  input.maxTokens = 500; // a small model may not find an end
  const answer = model.stream(input);
  const out = new Stream<string>();
  while (answer.next()) out.push(answer.delta);
  return out;
}

function messagesOf(turns: Turn[]): RequestMessage[] {
  const messages: RequestMessage[] = [new SystemMessage("You are a friendly assistant. Be brief.")];
  for (let i = 0; i < turns.length; i++) {
    const text = turns[i].text;
    if (turns[i].role == "assistant") {
      messages.push(new AssistantMessage<string>(text));
    } else {
      messages.push(new UserMessage<string>(text));
    }
  }
  return messages;
}
