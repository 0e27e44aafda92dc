import { models } from "@hypermode/modus-sdk-as";
import { AnthropicMessagesModel, UserMessage } from "@hypermode/modus-sdk-as/models/anthropic/messages";

export function askClaude(question: string): string {
  const model = models.getModel<AnthropicMessagesModel>("claude");
  const input = model.createInput([new UserMessage(question)]);
  input.system = "Answer in one sentence.";
  input.maxTokens = 1024;
  const text = model.invoke(input).content[0].text;
  return text ? text : "";
}
