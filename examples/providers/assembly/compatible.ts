import { models } from "@hypermode/modus-sdk-as";
import { OpenAIChatModel, UserMessage } from "@hypermode/modus-sdk-as/models/openai/chat";

export function askOllama(question: string): string {
  const model = models.getModel<OpenAIChatModel>("qwen");
  return model.invoke(model.createInput([new UserMessage(question)])).choices[0].message.content;
}
