import { models } from "@hypermode/modus-sdk-as";
import {
  BedrockConverseModel,
  InferenceConfig,
  SystemContentBlock,
  UserTextMessage,
} from "@hypermode/modus-sdk-as/models/amazon/converse";
import { TextGenerationModel } from "@hypermode/modus-sdk-as/models/meta/llama";

/** Asks any of Bedrock's models, with the Converse API. */
export function askNova(question: string): string {
  const model = models.getModel<BedrockConverseModel>("nova");
  const input = model.createInput([new UserTextMessage(question)]);
  input.system = [new SystemContentBlock("Answer in one sentence.")];
  input.inferenceConfig = new InferenceConfig();
  input.inferenceConfig!.maxTokens = 500;
  return model.invoke(input).text;
}

/** Continues a text, with Llama's own format. */
export function continueText(text: string): string {
  const model = models.getModel<TextGenerationModel>("llama");
  const input = model.createInput(text);
  input.maxGenLen = 128;
  return model.invoke(input).generation;
}
