import { models } from "@hypermode/modus-sdk-as";
import {
  OpenAIChatModel,
  SystemMessage,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";

export function sayHello(name: string = "World"): string {
  return `Hello, ${name}!`;
}

/**
 * Answers a question with the model named "llm" in modus.json.
 * Comments like this one appear in the API's documentation.
 */
export function ask(question: string): string {
  const model = models.getModel<OpenAIChatModel>("llm");

  const input = model.createInput([
    new SystemMessage("You answer in one short sentence."),
    new UserMessage(question),
  ]);

  const output = model.invoke(input);
  return output.choices[0].message.content;
}
