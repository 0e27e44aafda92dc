// SPDX-License-Identifier: Apache-2.0

// Package gemini speaks the generateContent API of Google Gemini: https://ai.google.dev/api/generate-content.
package gemini

import (
	"errors"

	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type generateModelBase = models.ModelBase[GenerateModelInput, GenerateModelOutput]

// A GenerateModel holds a conversation.
type GenerateModel struct {
	generateModelBase
}

// GenerateModelInput is a request.
type GenerateModelInput struct {
	// Contents are the conversation so far, oldest first.
	Contents []*Content `json:"contents"`

	// SystemInstruction is what the model should be told before the conversation.
	SystemInstruction *Content `json:"systemInstruction,omitempty"`

	GenerationConfig *GenerationConfig `json:"generationConfig,omitempty"`
	SafetySettings   []SafetySetting   `json:"safetySettings,omitempty"`

	// Tools are what the model may ask for, and what Google runs for it.
	Tools      []Tool      `json:"tools,omitempty"`
	ToolConfig *ToolConfig `json:"toolConfig,omitempty"`

	// CachedContent is the name of content that Gemini keeps: "cachedContents/…".
	CachedContent string `json:"cachedContent,omitempty"`
}

// Content is something said in a conversation.
type Content struct {
	// Role is "user", "model" or "system".
	Role  string `json:"role,omitempty"`
	Parts []Part `json:"parts"`
}

// NewUserContent makes content that the user said.
func NewUserContent(texts ...string) *Content { return newContent("user", texts) }

// NewModelContent makes content that the model said.
func NewModelContent(texts ...string) *Content { return newContent("model", texts) }

// NewSystemContent makes content that the model should be told before the conversation.
func NewSystemContent(texts ...string) *Content { return newContent("system", texts) }

func newContent(role string, texts []string) *Content {
	content := &Content{Role: role}
	for _, text := range texts {
		content.Parts = append(content.Parts, Part{Text: text})
	}
	return content
}

// GenerationConfig says how to generate. What is nil or zero is up to the model.
type GenerationConfig struct {
	// CandidateCount is how many answers to give.
	CandidateCount int `json:"candidateCount,omitempty"`

	// StopSequences end the answer when the model writes one of them.
	StopSequences []string `json:"stopSequences,omitempty"`

	// MaxOutputTokens is how many tokens the answer may have.
	MaxOutputTokens int `json:"maxOutputTokens,omitempty"`

	// Temperature is between 0 (always the likeliest words) and 2.
	Temperature *float64 `json:"temperature,omitempty"`

	// TopP makes the model choose among the likeliest words of that probability only, TopK among so many.
	TopP *float64 `json:"topP,omitempty"`
	TopK int      `json:"topK,omitempty"`

	// ResponseMimeType is "text/plain" unless changed, or "application/json".
	ResponseMimeType string `json:"responseMimeType,omitempty"`

	// ResponseSchema is the schema of an answer in JSON.
	ResponseSchema utils.RawJsonString `json:"responseSchema,omitempty"`

	ThinkingConfig *ThinkingConfig `json:"thinkingConfig,omitempty"`
}

// ThinkingConfig says how the model thinks before it answers.
type ThinkingConfig struct {
	// IncludeThoughts makes its thoughts parts of the answer.
	IncludeThoughts bool `json:"includeThoughts,omitempty"`

	// ThinkingBudget is how many tokens it may think; nil leaves it to the model, 0 lets it not think.
	ThinkingBudget *int `json:"thinkingBudget,omitempty"`
}

// SafetySetting says from which probability on to block one kind of harm.
type SafetySetting struct {
	Category  HarmCategory       `json:"category"`
	Threshold HarmBlockThreshold `json:"threshold"`
}

// HarmCategory is a kind of harm.
type HarmCategory string

const (
	HarmCategoryUnspecified      HarmCategory = "HARM_CATEGORY_UNSPECIFIED"
	HarmCategoryHateSpeech       HarmCategory = "HARM_CATEGORY_HATE_SPEECH"
	HarmCategorySexuallyExplicit HarmCategory = "HARM_CATEGORY_SEXUALLY_EXPLICIT"
	HarmCategoryHarassment       HarmCategory = "HARM_CATEGORY_HARASSMENT"
	HarmCategoryDangerousContent HarmCategory = "HARM_CATEGORY_DANGEROUS_CONTENT"
)

// HarmBlockThreshold is the probability from which on harm is blocked.
type HarmBlockThreshold string

const (
	BlockUnspecified    HarmBlockThreshold = "HARM_BLOCK_THRESHOLD_UNSPECIFIED"
	BlockLowAndAbove    HarmBlockThreshold = "BLOCK_LOW_AND_ABOVE"
	BlockMediumAndAbove HarmBlockThreshold = "BLOCK_MEDIUM_AND_ABOVE"
	BlockOnlyHigh       HarmBlockThreshold = "BLOCK_ONLY_HIGH"
	BlockNone           HarmBlockThreshold = "BLOCK_NONE"
)

// CreateInput begins a request.
func (m *GenerateModel) CreateInput(contents ...*Content) (*GenerateModelInput, error) {
	if m.Info() == nil {
		return nil, errors.New("the model was not made by models.GetModel")
	}
	if m.Validator == nil {
		m.Validator = provider.FindError
	}
	return &GenerateModelInput{Contents: contents}, nil
}
