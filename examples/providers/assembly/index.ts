// One file for each provider. A function of the app is what this file exports.

export { askOpenAI, describePicture, embed, listen, think } from "./openai";
export { askAzure } from "./azure";
export { askClaude } from "./anthropic";
export { askGemini } from "./gemini";
export { askNova, continueText } from "./bedrock";
export { askOllama } from "./compatible";
export { askOwn } from "./own";
