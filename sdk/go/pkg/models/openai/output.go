// SPDX-License-Identifier: Apache-2.0

package openai

import (
	"encoding/json"
	"time"
)

// ChatModelOutput is an answer.
type ChatModelOutput struct {
	Id                string      `json:"id"`
	Object            string      `json:"object"`
	Choices           []Choice    `json:"choices"`
	Created           time.Time   `json:"created"`
	Model             string      `json:"model"`
	ServiceTier       ServiceTier `json:"service_tier"`
	SystemFingerprint string      `json:"system_fingerprint"`
	Usage             Usage       `json:"usage"`
}

// UnmarshalJSON reads an answer; its time is in seconds.
func (o *ChatModelOutput) UnmarshalJSON(data []byte) error {
	type plain ChatModelOutput
	read := struct {
		*plain
		Created float64 `json:"created"` // some servers write fractions
	}{plain: (*plain)(o)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	o.Created = time.Unix(int64(read.Created), 0).UTC()
	return nil
}

// Text returns what the model said, of several answers the first.
func (o *ChatModelOutput) Text() string {
	if len(o.Choices) == 0 {
		return ""
	}
	return o.Choices[0].Message.Content
}

// A Choice is one of the answers to a request.
type Choice struct {
	FinishReason string            `json:"finish_reason"`
	Index        int               `json:"index"`
	Message      CompletionMessage `json:"message"`
	Logprobs     Logprobs          `json:"logprobs"`
}

// CompletionMessage is what the model said.
type CompletionMessage struct {
	Content   string       `json:"content"`
	Refusal   string       `json:"refusal,omitempty"`
	ToolCalls []ToolCall   `json:"tool_calls,omitempty"`
	Audio     *AudioOutput `json:"audio,omitempty"`
}

// ToAssistantMessage makes a message of the next request.
func (m *CompletionMessage) ToAssistantMessage() *AssistantMessage[string] {
	message := &AssistantMessage[string]{Content: m.Content, Refusal: m.Refusal, ToolCalls: m.ToolCalls}
	if m.Audio != nil {
		message.Audio = &AudioRef{m.Audio.Id}
	}
	return message
}

// Role returns "assistant".
func (m *CompletionMessage) Role() string { return "assistant" }

// AudioOutput is what the model said, as sound.
type AudioOutput struct {
	Id         string    `json:"id"`
	ExpiresAt  time.Time `json:"expires_at"`
	Data       []byte    `json:"data"`
	Transcript string    `json:"transcript"`
}

// UnmarshalJSON reads the sound; its time is in seconds.
func (a *AudioOutput) UnmarshalJSON(data []byte) error {
	type plain AudioOutput
	read := struct {
		*plain
		ExpiresAt float64 `json:"expires_at"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	a.ExpiresAt = time.Unix(int64(read.ExpiresAt), 0).UTC()
	return nil
}

// Usage counts tokens.
type Usage struct {
	CompletionTokens int `json:"completion_tokens"`
	PromptTokens     int `json:"prompt_tokens"`
	TotalTokens      int `json:"total_tokens"`
}

// Logprobs tells how likely the tokens of an answer were.
type Logprobs struct {
	Content []LogprobsContent `json:"content"`
}

// LogprobsContent is a token of the answer, with others that could have stood there.
type LogprobsContent struct {
	LogprobsContentObject
	TopLogprobs []LogprobsContentObject `json:"top_logprobs"`
}

// LogprobsContentObject is a token with the logarithm of its probability.
type LogprobsContentObject struct {
	Token   string  `json:"token"`
	Logprob float64 `json:"logprob"`
	Bytes   []byte  `json:"bytes"`
}

// UnmarshalJSON reads a token; its bytes are a list of numbers.
func (o *LogprobsContentObject) UnmarshalJSON(data []byte) error {
	var read struct {
		Token   string
		Logprob float64
		Bytes   []uint16
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	o.Token, o.Logprob, o.Bytes = read.Token, read.Logprob, nil
	for _, b := range read.Bytes {
		o.Bytes = append(o.Bytes, byte(b))
	}
	return nil
}

// UnmarshalJSON reads a token and the others.
func (c *LogprobsContent) UnmarshalJSON(data []byte) error {
	var read struct {
		TopLogprobs []LogprobsContentObject `json:"top_logprobs"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	c.TopLogprobs = read.TopLogprobs
	return c.LogprobsContentObject.UnmarshalJSON(data)
}
