// SPDX-License-Identifier: Apache-2.0

// The twin of bench/apps/inflight: what a call of Go takes while it waits.
package main

import (
	"time"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

// Ask returns what the model answers, which is the text itself.
func Ask(text string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("echo")
	if err != nil {
		return "", err
	}
	input, err := model.CreateInput(openai.NewUserMessage(text))
	if err != nil {
		return "", err
	}
	output, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return output.Choices[0].Message.Content, nil
}

// Echo returns the text at once.
func Echo(text string) string { return text }

// Sleep returns the text later.
func Sleep(text string, milliseconds int32) string {
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
	return text
}
