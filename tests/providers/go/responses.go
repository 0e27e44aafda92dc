// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai/responses"
)

func Respond(text string) (string, error) {
	model := must(models.GetModel[responses.Model]("responses"))
	input := must(model.CreateInput(responses.NewUserMessage(text)))
	input.Instructions = "You are a helpful assistant."
	answer, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return answer.Text() + tokens(answer.Usage.InputTokens, answer.Usage.OutputTokens), nil
}

func RespondToImage(url string) string {
	model := must(models.GetModel[responses.Model]("responses"))
	return must(model.Invoke(must(model.CreateInput(responses.NewUserMessageFromParts(
		responses.NewTextContentPart("what is in this image?"), responses.NewImageContentPartFromUrl(url)))))).Text()
}

// Answers the function that the model calls.
func RespondWithTool() string {
	model := must(models.GetModel[responses.Model]("responses"))
	input := must(model.CreateInput(responses.NewUserMessage("What is the weather like in Paris today?")))
	input.Tools = []responses.Tool{
		responses.NewToolForFunction("get_weather", "Get current temperature for a given location.").
			WithParameter("location", "string", "City and country e.g. Bogotá, Colombia"),
	}
	call := must(model.Invoke(input)).FunctionCalls()[0]
	input.Items = append(input.Items, call, responses.NewFunctionCallOutput(call.CallId, "14 °C"))
	return call.Name + " " + call.Arguments + " " + must(model.Invoke(input)).Text()
}
