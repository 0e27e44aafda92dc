// SPDX-License-Identifier: Apache-2.0

// Package responses speaks the Responses API of OpenAI:
// https://platform.openai.com/docs/api-reference/responses.
package responses

import (
	"errors"

	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type modelBase = models.ModelBase[Input, Output]

// A Model answers, reasons, and uses tools. The provider may keep the conversation.
type Model struct {
	modelBase
}

// Input is a request. What is nil or zero is as the provider has it.
type Input struct {
	// Model is the name by which the provider knows the model.
	Model string `json:"model"`

	// Items are the conversation so far, oldest first.
	Items []Item `json:"input"`

	// Instructions are what the model should be told before the conversation.
	Instructions string `json:"instructions,omitempty"`

	// PreviousResponseId continues the conversation of an earlier answer, which the provider kept.
	PreviousResponseId string `json:"previous_response_id,omitempty"`

	// Store says whether the provider keeps the answer, so that it can be continued: it does unless false.
	Store *bool `json:"store,omitempty"`

	// Include is more to send with the answer, such as "reasoning.encrypted_content".
	Include []string `json:"include,omitempty"`

	// MaxOutputTokens is how many tokens the answer may have, reasoning included.
	MaxOutputTokens int `json:"max_output_tokens,omitempty"`

	// MaxToolCalls is how many times the provider's own tools may be used.
	MaxToolCalls int `json:"max_tool_calls,omitempty"`

	// Temperature is between 0 (always the likeliest words) and 2.
	Temperature *float64 `json:"temperature,omitempty"`

	// TopP makes the model choose among the likeliest words of that probability only.
	TopP *float64 `json:"top_p,omitempty"`

	Text      *TextOptions      `json:"text,omitempty"`
	Reasoning *ReasoningOptions `json:"reasoning,omitempty"`

	Tools      []Tool      `json:"tools,omitempty"`
	ToolChoice *ToolChoice `json:"tool_choice,omitempty"`

	// ParallelToolCalls lets the model ask for several functions at once, as it may unless false.
	ParallelToolCalls *bool `json:"parallel_tool_calls,omitempty"`

	// Truncation is "auto", which leaves out what no longer fits, or "disabled", which makes that an error.
	Truncation string `json:"truncation,omitempty"`

	// ServiceTier is "auto", "default", "flex" or "priority".
	ServiceTier string `json:"service_tier,omitempty"`

	// Metadata are notes that the provider keeps with the answer.
	Metadata map[string]string `json:"metadata,omitempty"`

	// PromptCacheKey lets requests with the same key find one another's cached beginnings.
	PromptCacheKey string `json:"prompt_cache_key,omitempty"`

	// SafetyIdentifier tells who asks, for the provider's watch over abuse: a hash, not a name.
	SafetyIdentifier string `json:"safety_identifier,omitempty"`
}

// TextOptions say what the text of the answer should be like.
type TextOptions struct {
	Format *TextFormat `json:"format,omitempty"`

	// Verbosity is "low", "medium" or "high".
	Verbosity string `json:"verbosity,omitempty"`
}

// TextFormat is the form that the text of the answer must have.
type TextFormat struct {
	Type   string              `json:"type"`
	Name   string              `json:"name,omitempty"`
	Schema utils.RawJsonString `json:"schema,omitempty"`
	Strict bool                `json:"strict,omitempty"`
}

// These are the formats: some JSON, which a message must ask for, too, and JSON that fits a schema exactly.
var (
	TextFormatJson       = &TextFormat{Type: "json_object"}
	TextFormatJsonSchema = func(name, schema string) *TextFormat {
		return &TextFormat{Type: "json_schema", Name: name, Schema: utils.RawJsonString(schema), Strict: true}
	}
)

// ReasoningOptions say how a model that can should reason.
type ReasoningOptions struct {
	// Effort is "minimal", "low", "medium" or "high".
	Effort string `json:"effort,omitempty"`

	// Summary asks for a summary of the reasoning: "auto", "concise" or "detailed".
	Summary string `json:"summary,omitempty"`
}

// CreateInput begins a request.
func (m *Model) CreateInput(items ...Item) (*Input, error) {
	info := m.Info()
	if info == nil {
		return nil, errors.New("the model was not made by models.GetModel")
	}
	if m.Validator == nil {
		m.Validator = provider.FindError
	}
	return &Input{Model: info.FullName, Items: items}, nil
}
