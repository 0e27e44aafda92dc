// SPDX-License-Identifier: Apache-2.0

// Package anthropic speaks the Messages API of Anthropic: https://docs.anthropic.com/en/api/messages.
package anthropic

import (
	"fmt"
	"strings"

	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type messagesModelBase = models.ModelBase[MessagesModelInput, MessagesModelOutput]

// A MessagesModel holds a conversation.
type MessagesModel struct {
	messagesModelBase
}

const (
	defaultMaxTokens   = 4096
	defaultTemperature = 1.0
)

// MessagesModelInput is a request.
type MessagesModelInput struct {
	// Model is the name by which the provider knows the model.
	Model string `json:"model"`

	// Messages are the conversation so far, oldest first.
	Messages []*Message `json:"messages"`

	// MaxTokens limits the answer; 4096 unless changed.
	MaxTokens int `json:"max_tokens,omitempty"`

	Metadata *Metadata `json:"metadata,omitempty"`

	// StopSequences end the answer when the model writes one of them.
	StopSequences []string `json:"stop_sequences,omitempty"`

	// System tells the model who it is and how to behave.
	System string `json:"system,omitempty"`

	// Temperature is between 0 (always the likeliest words) and 1, which it is unless changed.
	Temperature float64 `json:"temperature"`

	// Thinking lets the model think before it answers; then it must be told no temperature.
	Thinking *Thinking `json:"thinking,omitempty"`

	ToolChoice *ToolChoice `json:"tool_choice,omitempty"`
	Tools      []*Tool     `json:"tools,omitempty"`

	// TopK makes the model choose among so many words only; 0 among all.
	TopK int `json:"top_k,omitempty"`

	// TopP makes the model choose among the likeliest words of that probability only.
	TopP float64 `json:"top_p,omitempty"`
}

// Thinking is how a model thinks. Its thoughts are blocks of the answer, before the others.
type Thinking struct {
	Type string `json:"type"`

	// BudgetTokens is how many of MaxTokens it may think, 1,024 at least.
	BudgetTokens int `json:"budget_tokens,omitempty"`
}

// NewThinking lets a model think.
func NewThinking(budgetTokens int) *Thinking {
	return &Thinking{Type: "enabled", BudgetTokens: budgetTokens}
}

// Metadata says something about the request.
type Metadata struct {
	UserId string `json:"user_id,omitempty"`
}

// CreateInput begins a request.
func (m *MessagesModel) CreateInput(messages ...*Message) (*MessagesModelInput, error) {
	info := m.Info()
	if info == nil {
		return nil, fmt.Errorf("the model was not made by models.GetModel")
	}
	if m.Validator == nil {
		m.Validator = provider.FindError
	}
	return &MessagesModelInput{
		Model: strings.ToLower(info.FullName), Messages: messages, MaxTokens: defaultMaxTokens, Temperature: defaultTemperature,
	}, nil
}

// MarshalJSON leaves out what is as it would be anyway.
func (mi *MessagesModelInput) MarshalJSON() ([]byte, error) {
	type plain MessagesModelInput
	written := struct {
		*plain
		Temperature *float64 `json:"temperature,omitempty"`
	}{plain: (*plain)(mi)}
	if mi.Temperature != defaultTemperature {
		written.Temperature = &mi.Temperature
	}
	return utils.JsonSerialize(written)
}

// MessagesModelOutput is an answer.
type MessagesModelOutput struct {
	Id           string         `json:"id"`
	Type         string         `json:"type"`
	Role         string         `json:"role"`
	Content      []ContentBlock `json:"content"`
	Model        string         `json:"model"`
	StopReason   string         `json:"stop_reason"`
	StopSequence string         `json:"stop_sequence,omitempty"`
	Usage        Usage          `json:"usage"`
}

// Text returns all that the model said, joined.
func (o *MessagesModelOutput) Text() string {
	var text strings.Builder
	for _, block := range o.Content {
		if block.Text != nil {
			text.WriteString(*block.Text)
		}
	}
	return text.String()
}

// Usage counts tokens.
type Usage struct {
	InputTokens  int `json:"input_tokens"`
	OutputTokens int `json:"output_tokens"`
}
