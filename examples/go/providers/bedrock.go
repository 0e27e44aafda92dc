// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/amazon"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/meta"
)

// AskNova asks any of Bedrock's models, with the Converse API.
func AskNova(question string) (string, error) {
	model, err := models.GetModel[amazon.ConverseModel]("nova")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(amazon.NewUserMessage(question))
	if err != nil {
		return "", err
	}
	input.System = []amazon.SystemContentBlock{{Text: "Answer in one sentence."}}
	input.InferenceConfig = &amazon.InferenceConfig{MaxTokens: 500}
	return textOf(model.Invoke(input))
}

// ContinueText continues a text, with Llama's own format.
func ContinueText(text string) (string, error) {
	model, err := models.GetModel[meta.TextGenerationModel]("llama")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(text)
	if err != nil {
		return "", err
	}
	input.MaxGenLen = 128
	return textOf(model.Invoke(input))
}
