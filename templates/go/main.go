package main

import (
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

// SayHello greets somebody.
func SayHello(name *string) string {
	if name == nil {
		return "Hello, World!"
	}
	return fmt.Sprintf("Hello, %s!", *name)
}

// Ask answers a question with the model named "llm" in modus.json.
// Comments like this one appear in the API's documentation.
func Ask(question string) (string, error) {
	model, err := models.GetModel[openai.ChatModel]("llm")
	if err != nil {
		return "", err
	}

	input, err := model.CreateInput(
		openai.NewSystemMessage("You answer in one short sentence."),
		openai.NewUserMessage(question),
	)
	if err != nil {
		return "", err
	}

	output, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return output.Choices[0].Message.Content, nil
}
