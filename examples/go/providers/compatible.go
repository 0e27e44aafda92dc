// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

func AskOllama(question string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("qwen")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(openai.NewUserMessage(question))
	if err != nil {
		return "", err
	}
	return textOf(model.Invoke(input))
}
