// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/gemini"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// AskGemini answers in a sentence; the text is empty when the answer was blocked.
func AskGemini(question string) (string, error) {
	model, err := models.GetModel[gemini.GenerateModel]("gemini")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(gemini.NewUserContent(question))
	if err != nil {
		return "", err
	}
	input.SystemInstruction = gemini.NewSystemContent("Answer in one sentence.")
	input.GenerationConfig = &gemini.GenerationConfig{Temperature: utils.Pointer(0.2)}
	return textOf(model.Invoke(input))
}
