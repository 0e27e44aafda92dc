import { models } from "@hypermode/modus-sdk-as";
import {
  GeminiGenerateModel,
  GenerationConfig,
  SystemTextContent,
  UserTextContent,
} from "@hypermode/modus-sdk-as/models/gemini/generate";

export function askGemini(question: string): string {
  const model = models.getModel<GeminiGenerateModel>("gemini");
  const input = model.createInput([new UserTextContent(question)]);
  input.systemInstruction = new SystemTextContent("Answer in one sentence.");
  input.generationConfig = new GenerationConfig();
  input.generationConfig!.temperature = 0.2;
  const content = model.invoke(input).candidates[0].content;
  return content ? content.parts[0].text : ""; // nothing when it was blocked
}
