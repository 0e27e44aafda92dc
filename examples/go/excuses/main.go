package main

import (
	"fmt"
	"iter"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

func GenerateExcuses(event string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("llm")
	if err != nil {
		return "", err
	}

	input, err := model.CreateInput(
		openai.NewSystemMessage("You are a creative, dark and sarcastic excuse generator."),
		openai.NewUserMessage(fmt.Sprintf("Generate 2 absurd excuses for why I can't attend %q.", event)),
	)
	if err != nil {
		return "", err
	}

	input.Temperature = 0.9 // Increase creativity
	output, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return output.Choices[0].Message.Content, nil
}

func TellExcuses(event string) (iter.Seq2[string, error], error) {
	model, err := models.GetModel[openai.ChatModel]("llm")
	if err != nil {
		return nil, err
	}
	input, err := model.CreateInput(
		openai.NewUserMessage(fmt.Sprintf("Generate 2 absurd excuses for why I can't attend %q.", event)),
	)
	if err != nil {
		return nil, err
	}
	answer, err := model.Stream(input)
	if err != nil {
		return nil, err
	}
	return answer.Deltas(), nil
}
