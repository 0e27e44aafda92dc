// SPDX-License-Identifier: Apache-2.0

// Package openai speaks the chat and embeddings APIs of OpenAI, and of the many servers that have the
// same: https://platform.openai.com/docs/api-reference/chat.
package openai

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type chatModelBase = models.ModelBase[ChatModelInput, ChatModelOutput]

// A ChatModel holds a conversation.
type ChatModel struct {
	chatModelBase
}

// ChatModelInput is a request. What is as the server would have it anyway is not sent.
type ChatModelInput struct {
	// Model is the name by which the provider knows the model.
	Model string `json:"model"`

	// Messages are the conversation so far, oldest first.
	Messages []RequestMessage `json:"messages"`

	// Modalities say what the answer may consist of; text unless changed.
	Modalities []Modality `json:"modalities,omitempty"`

	// Audio says how the answer is spoken.
	Audio *AudioParameters `json:"audio,omitempty"`

	// FrequencyPenalty, from -2 to 2, works against words that were said often.
	FrequencyPenalty float64 `json:"frequency_penalty,omitempty"`

	// LogitBias, from -100 to 100 for the id of a token, makes it likelier or less likely.
	LogitBias map[string]float64 `json:"logit_bias,omitempty"`

	// Logprobs asks for the probabilities of the tokens of the answer, TopLogprobs for those of so
	// many others at each place.
	Logprobs    bool `json:"logprobs,omitempty"`
	TopLogprobs int  `json:"top_logprobs,omitempty"`

	// MaxTokens limits the answer; MaxCompletionTokens includes what the model thinks.
	MaxTokens           int `json:"max_tokens,omitempty"`
	MaxCompletionTokens int `json:"max_completion_tokens,omitempty"`

	// N is how many answers to give; 1 unless changed.
	N int `json:"n,omitempty"`

	// PresencePenalty, from -2 to 2, works against words that were said at all.
	PresencePenalty float64 `json:"presence_penalty,omitempty"`

	ResponseFormat ResponseFormat `json:"response_format"`

	// Seed makes answers to the same request alike.
	Seed int `json:"seed,omitempty"`

	ServiceTier ServiceTier `json:"service_tier,omitempty"`

	// Stop are up to four texts that end the answer.
	Stop []string `json:"stop,omitempty"`

	// Temperature is between 0 (always the likeliest words) and 2; 1 unless changed.
	Temperature float64 `json:"temperature"`

	// TopP makes the model choose among the likeliest words of that probability; 1 unless changed.
	TopP float64 `json:"top_p"`

	Tools      []Tool     `json:"tools,omitempty"`
	ToolChoice ToolChoice `json:"tool_choice,omitempty"`

	// ParallelToolCalls lets the model call several tools at once, as it may unless changed.
	ParallelToolCalls bool `json:"parallel_tool_calls"`

	// User identifies the end user to the provider.
	User string `json:"user,omitempty"`
}

// Modality is what an answer may consist of.
type Modality string

const (
	ModalityText  Modality = "text"
	ModalityAudio Modality = "audio"
)

// ServiceTier is how urgently the provider works.
type ServiceTier string

const (
	ServiceTierAuto    ServiceTier = "auto"
	ServiceTierDefault ServiceTier = "default"
)

// ResponseFormat is the form of the answer.
type ResponseFormat struct {
	Type       string              `json:"type"`
	JsonSchema utils.RawJsonString `json:"json_schema,omitempty"`
}

// These are the formats: text, any JSON, JSON that fits a schema.
var (
	ResponseFormatText       = ResponseFormat{Type: "text"}
	ResponseFormatJson       = ResponseFormat{Type: "json_object"}
	ResponseFormatJsonSchema = func(jsonSchema string) ResponseFormat {
		return ResponseFormat{Type: "json_schema", JsonSchema: utils.RawJsonString(jsonSchema)}
	}
)

// AudioParameters say how the answer is spoken.
type AudioParameters struct {
	Voice  string `json:"voice"`
	Format string `json:"format"`
}

// NewAudioParameters makes AudioParameters.
func NewAudioParameters(voice, format string) *AudioParameters {
	return &AudioParameters{voice, format}
}

const (
	defaultTemperature = 1.0
	defaultTopP        = 1.0
)

// CreateInput begins a request.
func (m *ChatModel) CreateInput(messages ...RequestMessage) (*ChatModelInput, error) {
	info := m.Info()
	if info == nil {
		return nil, errors.New("the model was not made by models.GetModel")
	}
	if m.Validator == nil {
		m.Validator = findError
	}
	return &ChatModelInput{
		Model: strings.ToLower(info.FullName), Messages: messages, ResponseFormat: ResponseFormatText,
		Temperature: defaultTemperature, TopP: defaultTopP, ToolChoice: ToolChoiceAuto, ParallelToolCalls: true,
	}, nil
}

// RequestAudioOutput asks for an answer that is text and sound.
func (ci *ChatModelInput) RequestAudioOutput(voice, format string) {
	ci.Modalities = []Modality{ModalityText, ModalityAudio}
	ci.Audio = NewAudioParameters(voice, format)
}

// MarshalJSON leaves out what is as it would be anyway.
func (mi *ChatModelInput) MarshalJSON() ([]byte, error) {
	type plain ChatModelInput
	written := struct {
		*plain
		ResponseFormat    *ResponseFormat `json:"response_format,omitempty"`
		Temperature       *float64        `json:"temperature,omitempty"`
		TopP              *float64        `json:"top_p,omitempty"`
		ToolChoice        *ToolChoice     `json:"tool_choice,omitempty"`
		ParallelToolCalls *bool           `json:"parallel_tool_calls,omitempty"`
	}{plain: (*plain)(mi)}
	if format := mi.ResponseFormat; format.Type != "" && format.Type != ResponseFormatText.Type {
		written.ResponseFormat = &mi.ResponseFormat
	}
	if mi.Temperature != defaultTemperature {
		written.Temperature = &mi.Temperature
	}
	if mi.TopP != defaultTopP {
		written.TopP = &mi.TopP
	}
	if choice := mi.ToolChoice; choice.Type != "" && choice.Type != ToolChoiceAuto.Type {
		written.ToolChoice = &mi.ToolChoice
	}
	if !mi.ParallelToolCalls && len(mi.Tools) > 0 {
		written.ParallelToolCalls = &mi.ParallelToolCalls
	}
	return utils.JsonSerialize(written)
}

// A ChatModelError is what a server answered in place of its answer.
type ChatModelError struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	Param   string `json:"param,omitempty"`
	Code    string `json:"code,omitempty"`
}

// Error returns the server's message.
func (e *ChatModelError) Error() string { return "the chat model returned an error: " + e.Message }

// UnmarshalJSON reads an error; servers do not agree on whether its code is a text or a number.
func (e *ChatModelError) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &e.Message)
	}
	type plain ChatModelError
	read := struct {
		*plain
		Code utils.StringOrRawJson `json:"code"`
	}{plain: (*plain)(e)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	if read.Code != "null" {
		e.Code = string(read.Code)
	}
	return nil
}

func findError(response []byte) error {
	var answer struct {
		Error *ChatModelError `json:"error"`
	}
	if err := json.Unmarshal(response, &answer); err == nil && answer.Error != nil {
		return answer.Error
	}
	return nil
}
