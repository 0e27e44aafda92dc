// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

func AskAzure(question string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("deployed")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(openai.NewUserMessage(question))
	if err != nil {
		return "", err
	}
	input.MaxCompletionTokens = 500
	return textOf(model.Invoke(input))
}
