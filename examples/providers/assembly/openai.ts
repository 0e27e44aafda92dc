import { models } from "@hypermode/modus-sdk-as";
import {
  Audio,
  AudioContentPart,
  Image,
  ImageContentPart,
  OpenAIChatModel,
  SystemMessage,
  TextContentPart,
  UserMessage,
} from "@hypermode/modus-sdk-as/models/openai/chat";
import { OpenAIEmbeddingsModel } from "@hypermode/modus-sdk-as/models/openai/embeddings";
import {
  OpenAIResponsesModel,
  UserMessage as Question,
} from "@hypermode/modus-sdk-as/models/openai/responses";

/** Answers in a sentence. */
export function askOpenAI(question: string): string {
  const model = models.getModel<OpenAIChatModel>("gpt");
  const input = model.createInput([
    new SystemMessage("Answer in one sentence."),
    new UserMessage(question),
  ]);
  input.temperature = 0.2;
  return model.invoke(input).choices[0].message.content;
}

/** Says what is in the picture at that address. */
export function describePicture(url: string): string {
  const model = models.getModel<OpenAIChatModel>("gpt");
  const input = model.createInput([
    UserMessage.fromParts([
      new TextContentPart("What is in this picture?"),
      new ImageContentPart(Image.fromURL(url)),
    ]),
  ]);
  return model.invoke(input).choices[0].message.content;
}

/** Answers what is said in a sound: a WAV file, as base64. */
export function listen(wav: string): string {
  const model = models.getModel<OpenAIChatModel>("listener");
  const sound = Audio.fromData(wav, "wav");
  const input = model.createInput([UserMessage.fromParts([new AudioContentPart(sound)])]);
  return model.invoke(input).choices[0].message.content;
}

/** Answers after some thought, with the Responses API. */
export function think(question: string): string {
  const model = models.getModel<OpenAIResponsesModel>("thinker");
  const input = model.createInput([new Question(question)]);
  input.instructions = "Answer in one sentence.";
  input.reasoning = { effort: "low", summary: null };
  return model.invoke(input).outputText;
}

/** A vector for the text. */
export function embed(text: string): f32[] {
  const model = models.getModel<OpenAIEmbeddingsModel>("vectors");
  return model.invoke(model.createInput(text)).data[0].embedding;
}
