import { models } from "@hypermode/modus-sdk-as";
import {
  OpenAIChatModel,
  SystemMessage,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";

export function askOwn(question: string): string {
  const model = models.getModel<OpenAIChatModel>("own");
  const input = model.createInput([new SystemMessage("Be brief."), new UserMessage(question)]);
  input.temperature = 0.2;
  return model.invoke(input).choices[0].message.content;
}
