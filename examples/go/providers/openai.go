// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai/responses"
)

// AskOpenAI answers in a sentence.
func AskOpenAI(question string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("gpt")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(
		openai.NewSystemMessage("Answer in one sentence."),
		openai.NewUserMessage(question),
	)
	if err != nil {
		return "", err
	}
	input.Temperature = 0.2
	return textOf(model.Invoke(input))
}

// DescribePicture says what is in the picture at that address.
func DescribePicture(url string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("gpt")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(openai.NewUserMessageFromParts(
		openai.NewTextContentPart("What is in this picture?"),
		openai.NewImageContentPartFromUrl(url),
	))
	if err != nil {
		return "", err
	}
	return textOf(model.Invoke(input))
}

// Listen answers what is said in a sound: a WAV file.
func Listen(wav []byte) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("listener")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(openai.NewUserMessageFromParts(openai.NewAudioContentPartFromData(wav, "wav")))
	if err != nil {
		return "", err
	}
	return textOf(model.Invoke(input))
}

// Think answers after some thought, with the Responses API.
func Think(question string) (string, error) {
	model, err := models.GetModel[responses.Model]("thinker")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(responses.NewUserMessage(question))
	if err != nil {
		return "", err
	}
	input.Instructions = "Answer in one sentence."
	input.Reasoning = &responses.ReasoningOptions{Effort: "low"}
	return textOf(model.Invoke(input))
}

// Embed returns a vector for the text.
func Embed(text string) ([]float32, error) {
	model, err := models.GetModel[openai.EmbeddingsModel]("vectors")
	if err != nil {
		return nil, err
	}
	input, err := model.CreateInput(text)
	if err != nil {
		return nil, err
	}
	output, err := model.Invoke(input)
	if err != nil {
		return nil, err
	}
	return output.Data[0].Embedding, nil
}
