// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

func AskOwn(question string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("own")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(openai.NewSystemMessage("Be brief."), openai.NewUserMessage(question))
	if err != nil {
		return "", err
	}
	input.Temperature = 0.2
	return textOf(model.Invoke(input))
}
