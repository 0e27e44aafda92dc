// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/anthropic"
)

func AskClaude(question string) (string, error) {
	model, err := models.GetModel[anthropic.MessagesModel]("claude")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(anthropic.NewUserMessage(anthropic.StringContent(question)))
	if err != nil {
		return "", err
	}
	input.System = "Answer in one sentence."
	input.MaxTokens = 1024
	return textOf(model.Invoke(input))
}
