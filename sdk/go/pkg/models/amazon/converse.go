// SPDX-License-Identifier: Apache-2.0

// Package amazon speaks the Converse API of Amazon Bedrock, the same for all of its models:
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html.
package amazon

import (
	"errors"

	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type converseModelBase = models.ModelBase[ConverseModelInput, ConverseModelOutput]

// A ConverseModel holds a conversation. Which model that is, the path in modus.json says.
type ConverseModel struct {
	converseModelBase
}

// ConverseModelInput is a request.
type ConverseModelInput struct {
	// Messages are the conversation so far, oldest first.
	Messages []*Message `json:"messages"`

	// System is what the model should be told before the conversation.
	System []SystemContentBlock `json:"system,omitempty"`

	InferenceConfig *InferenceConfig `json:"inferenceConfig,omitempty"`
	ToolConfig      *ToolConfig      `json:"toolConfig,omitempty"`
	GuardrailConfig *GuardrailConfig `json:"guardrailConfig,omitempty"`

	// AdditionalModelRequestFields are settings that only some models have, such as {"top_k": 200}.
	AdditionalModelRequestFields utils.RawJsonString `json:"additionalModelRequestFields,omitempty"`
}

// SystemContentBlock is a text.
type SystemContentBlock struct {
	Text string `json:"text"`
}

// InferenceConfig says how to generate. What is nil or zero is up to the model.
type InferenceConfig struct {
	// MaxTokens is how many tokens the answer may have.
	MaxTokens int `json:"maxTokens,omitempty"`

	// Temperature is between 0 (always the likeliest words) and 1.
	Temperature *float64 `json:"temperature,omitempty"`

	// TopP makes the model choose among the likeliest words of that probability only.
	TopP *float64 `json:"topP,omitempty"`

	// StopSequences end the answer when the model writes one of them.
	StopSequences []string `json:"stopSequences,omitempty"`
}

// GuardrailConfig names the guardrail of the account that watches the request.
type GuardrailConfig struct {
	GuardrailIdentifier string `json:"guardrailIdentifier"`
	GuardrailVersion    string `json:"guardrailVersion"`
}

// CreateInput begins a request.
func (m *ConverseModel) CreateInput(messages ...*Message) (*ConverseModelInput, error) {
	if m.Info() == nil {
		return nil, errors.New("the model was not made by models.GetModel")
	}
	if m.Validator == nil {
		m.Validator = provider.FindError
	}
	return &ConverseModelInput{Messages: messages}, nil
}

// ConverseModelOutput is an answer.
type ConverseModelOutput struct {
	Output ConverseOutput `json:"output"`

	// StopReason is "end_turn", "tool_use", "max_tokens", "stop_sequence", "guardrail_intervened" or
	// "content_filtered".
	StopReason string          `json:"stopReason"`
	Usage      TokenUsage      `json:"usage"`
	Metrics    ConverseMetrics `json:"metrics"`
}

// ConverseOutput holds what the model said, as it goes into the next request.
type ConverseOutput struct {
	Message Message `json:"message"`
}

// TokenUsage counts tokens.
type TokenUsage struct {
	InputTokens           int `json:"inputTokens"`
	OutputTokens          int `json:"outputTokens"`
	TotalTokens           int `json:"totalTokens"`
	CacheReadInputTokens  int `json:"cacheReadInputTokens"`
	CacheWriteInputTokens int `json:"cacheWriteInputTokens"`
}

// ConverseMetrics tells how long the model took.
type ConverseMetrics struct {
	LatencyMs int64 `json:"latencyMs"`
}

// Text returns all that the model said, joined.
func (o *ConverseModelOutput) Text() string { return o.Output.Message.Text() }

// ToolUses returns the tools that the model wants used. Answer each with a ToolResultContentBlock.
func (o *ConverseModelOutput) ToolUses() []ToolUseBlock {
	var uses []ToolUseBlock
	for _, block := range o.Output.Message.Content {
		if block.ToolUse != nil {
			uses = append(uses, *block.ToolUse)
		}
	}
	return uses
}
