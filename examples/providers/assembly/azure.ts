import { models } from "@hypermode/modus-sdk-as";
import { OpenAIChatModel, UserMessage } from "@hypermode/modus-sdk-as/models/openai/chat";

export function askAzure(question: string): string {
  const model = models.getModel<OpenAIChatModel>("deployed");
  const input = model.createInput([new UserMessage(question)]);
  input.maxCompletionTokens = 500;
  return model.invoke(input).choices[0].message.content;
}
