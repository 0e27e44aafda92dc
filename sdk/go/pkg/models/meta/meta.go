// SPDX-License-Identifier: Apache-2.0

// Package meta speaks the format of Meta's Llama models at Amazon Bedrock:
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html.
package meta

import (
	"errors"

	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
)

type textGenerationModelBase = models.ModelBase[TextGenerationModelInput, TextGenerationModelOutput]

// A TextGenerationModel continues a text.
type TextGenerationModel struct {
	textGenerationModelBase
}

// TextGenerationModelInput is a request. What is nil or zero is up to the model.
type TextGenerationModelInput struct {
	// Prompt is the text to continue.
	Prompt string `json:"prompt"`

	// Temperature is between 0 (always the likeliest words) and 1.
	Temperature *float64 `json:"temperature,omitempty"`

	// TopP makes the model choose among the likeliest words of that probability only.
	TopP *float64 `json:"top_p,omitempty"`

	// MaxGenLen is how many tokens the answer may have.
	MaxGenLen int `json:"max_gen_len,omitempty"`
}

// TextGenerationModelOutput is the continuation of the text.
type TextGenerationModelOutput struct {
	Generation           string `json:"generation"`
	PromptTokenCount     int    `json:"prompt_token_count"`
	GenerationTokenCount int    `json:"generation_token_count"`

	// StopReason is "stop" or "length".
	StopReason string `json:"stop_reason"`
}

// Text returns the continuation.
func (o *TextGenerationModelOutput) Text() string { return o.Generation }

// CreateInput begins a request.
func (m *TextGenerationModel) CreateInput(prompt string) (*TextGenerationModelInput, error) {
	if m.Info() == nil {
		return nil, errors.New("the model was not made by models.GetModel")
	}
	if m.Validator == nil {
		m.Validator = provider.FindError
	}
	return &TextGenerationModelInput{Prompt: prompt}, nil
}
