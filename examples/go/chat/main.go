// SPDX-License-Identifier: Apache-2.0

package main

import (
	"iter"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models/openai"
)

// A Turn is something said in a conversation.
type Turn struct {
	Role string // "user" or "assistant"
	Text string
}

// Chat gives what the model says next, word by word.
func Chat(turns []Turn) (iter.Seq2[string, error], error) {
	model, err := models.GetModel[openai.ChatModel]("llm")
	if err != nil {
		return nil, err
	}
	input, err := model.CreateInput(messagesOf(turns)...)
	if err != nil {
		return nil, err
	}
	input.MaxTokens = 500 // a small model may not find an end
	answer, err := model.Stream(input)
	if err != nil {
		return nil, err
	}
	return answer.Deltas(), nil
}

func messagesOf(turns []Turn) []openai.RequestMessage {
	messages := []openai.RequestMessage{openai.NewSystemMessage("You are a friendly assistant. Be brief.")}
	for _, turn := range turns {
		if turn.Role == "assistant" {
			messages = append(messages, openai.NewAssistantMessage(turn.Text))
		} else {
			messages = append(messages, openai.NewUserMessage(turn.Text))
		}
	}
	return messages
}
