// SPDX-License-Identifier: Apache-2.0

// The app in ../app, in Go.
package main

import (
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/amazon"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/anthropic"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/gemini"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/meta"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A failure ends the call: these functions are about what is sent and received.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func tokens(input, output int) string { return fmt.Sprintf(" (%d in, %d out)", input, output) }

// What the model of that name says; it speaks OpenAI's format or is mapped to it.
func Chat(model, text string) (string, error) {
	chat := must(models.GetModel[openai.ChatModel](model))
	answer, err := chat.Invoke(must(chat.CreateInput(
		openai.NewDeveloperMessage("You are a helpful assistant."),
		openai.NewUserMessage(text))))
	if err != nil {
		return "", err
	}
	return answer.Text() + tokens(answer.Usage.PromptTokens, answer.Usage.CompletionTokens), nil
}

func Heated(text string) string {
	chat := must(models.GetModel[openai.ChatModel]("custom"))
	input := must(chat.CreateInput(openai.NewSystemMessage("Be kind."), openai.NewUserMessage(text)))
	input.Temperature = 0.5
	return must(chat.Invoke(input)).Text()
}

func Look(url string) string {
	chat := must(models.GetModel[openai.ChatModel]("openai"))
	input := must(chat.CreateInput(openai.NewUserMessageFromParts(
		openai.NewTextContentPart("What is in this image?"), openai.NewImageContentPartFromUrl(url))))
	input.MaxTokens = 300
	return must(chat.Invoke(input)).Text()
}

func Weather() string {
	chat := must(models.GetModel[openai.ChatModel]("openai"))
	input := must(chat.CreateInput(openai.NewUserMessage("What is the weather like in Boston today?")))
	input.Tools = []openai.Tool{
		openai.NewToolForFunction("get_current_weather", "Get the current weather in a given location").
			WithParameter("location", "string", "The city and state, e.g. San Francisco, CA"),
	}
	call := must(chat.Invoke(input)).Choices[0].Message.ToolCalls[0]
	return call.Function.Name + " " + call.Function.Arguments
}

func Embed(text string) int {
	model := must(models.GetModel[openai.EmbeddingsModel]("embeddings"))
	return len(must(model.Invoke(must(model.CreateInput(text)))).Data[0].Embedding)
}

func Anthropic(text string) (string, error) {
	model := must(models.GetModel[anthropic.MessagesModel]("anthropic"))
	input := must(model.CreateInput(anthropic.NewUserMessage(anthropic.StringContent(text))))
	input.MaxTokens = 1024
	answer, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return answer.Text() + tokens(answer.Usage.InputTokens, answer.Usage.OutputTokens), nil
}

func AnthropicTool() string {
	model := must(models.GetModel[anthropic.MessagesModel]("anthropic"))
	input := must(model.CreateInput(anthropic.NewUserMessage(anthropic.StringContent("What's the S&P 500 at today?"))))
	input.Tools = []*anthropic.Tool{{
		Name:        "get_stock_price",
		Description: "Get the current stock price for a given ticker symbol.",
		InputSchema: `{"type":"object","properties":{"ticker":{"type":"string"}},"required":["ticker"]}`,
	}}
	input.ToolChoice = anthropic.ToolChoiceAuto
	block := must(model.Invoke(input)).Content[0]
	return *block.Name + " " + string(*block.Input)
}

func Gemini(text string) (string, error) {
	model := must(models.GetModel[gemini.GenerateModel]("gemini"))
	answer, err := model.Invoke(must(model.CreateInput(gemini.NewUserContent(text))))
	if err != nil {
		return "", err
	}
	return answer.Text() + tokens(answer.UsageMetadata.PromptTokenCount, answer.UsageMetadata.CandidatesTokenCount), nil
}

func Llama(text string) (string, error) {
	model := must(models.GetModel[meta.TextGenerationModel]("llama"))
	input := must(model.CreateInput(text))
	input.Temperature = utils.Pointer(0.5)
	input.MaxGenLen = 128
	answer, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return answer.Generation + tokens(answer.PromptTokenCount, answer.GenerationTokenCount), nil
}

func Converse(text string) (string, error) {
	model := must(models.GetModel[amazon.ConverseModel]("converse"))
	input := must(model.CreateInput(amazon.NewUserMessage(text)))
	input.System = []amazon.SystemContentBlock{{Text: "You are an economist with access to lots of data"}}
	input.InferenceConfig = &amazon.InferenceConfig{MaxTokens: 1000, Temperature: utils.Pointer(0.5)}
	answer, err := model.Invoke(input)
	if err != nil {
		return "", err
	}
	return answer.Text() + tokens(answer.Usage.InputTokens, answer.Usage.OutputTokens), nil
}

// Answers the tool that the model uses.
func ConverseWithTool() string {
	model := must(models.GetModel[amazon.ConverseModel]("converse"))
	input := must(model.CreateInput(amazon.NewUserMessage("What is the most popular song on WZPZ?")))
	input.ToolConfig = amazon.NewToolConfig(
		amazon.NewTool("top_song", "Get the most popular song played on a radio station.").
			WithParametersSchema(`{"type":"object","properties":{"sign":{"type":"string"}},"required":["sign"]}`))
	answer := must(model.Invoke(input))
	use := answer.ToolUses()[0]
	input.Messages = append(input.Messages, &answer.Output.Message, amazon.NewUserMessageFromBlocks(
		amazon.ToolResultJsonContentBlock(use.ToolUseId, `{"song":"Elemental Hotel"}`)))
	return use.Name + " " + string(use.Input) + " " + must(model.Invoke(input)).Text()
}
