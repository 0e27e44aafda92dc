import { models, Stream } from "@hypermode/modus-sdk-as";
import {
  OpenAIChatModel,
  SystemMessage,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";

export function generateExcuses(event: string): string {
  const model = models.getModel<OpenAIChatModel>("llm");

  const input = model.createInput([
    new SystemMessage(
      "You are a creative, dark and sarcastic excuse generator."
    ),
    new UserMessage(`Generate 2 absurd excuses for why I can't attend "${event}".`),
  ]);

  input.temperature = 0.9;  // Increase creativity
  const response = model.invoke(input);
  return response.choices[0].message.content;
}

export function tellExcuses(event: string): Stream<string> {
  const model = models.getModel<OpenAIChatModel>("llm");
  const answer = model.stream(model.createInput([
    new UserMessage(`Generate 2 absurd excuses for why I can't attend "${event}".`),
  ]));

  const out = new Stream<string>();
  while (answer.next()) out.push(answer.delta);
  return out;
}
