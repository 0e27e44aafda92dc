// SPDX-License-Identifier: Apache-2.0

package openai

import (
	"encoding/json"
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A RequestMessage is a message of any side.
type RequestMessage interface {
	json.Marshaler
	Role() string
}

// A message as the API has it.
type message struct {
	Role       string     `json:"role"`
	Content    any        `json:"content"`
	Name       string     `json:"name,omitempty"`
	Refusal    string     `json:"refusal,omitempty"`
	ToolCalls  []ToolCall `json:"tool_calls,omitempty"`
	Audio      *AudioRef  `json:"audio,omitempty"`
	ToolCallId string     `json:"tool_call_id,omitempty"`
}

// A SystemMessage tells the model who it is and how to behave.
type SystemMessage[T string | []SystemContentPart] struct {
	Content T
	Name    string
}

// NewSystemMessage makes a message.
func NewSystemMessage[T string | []SystemContentPart](content T) *SystemMessage[T] {
	return &SystemMessage[T]{Content: content}
}

// NewSystemMessageFromParts makes a message of several parts.
func NewSystemMessageFromParts(parts ...SystemContentPart) *SystemMessage[[]SystemContentPart] {
	return &SystemMessage[[]SystemContentPart]{Content: parts}
}

// Role returns "system".
func (m *SystemMessage[T]) Role() string { return "system" }

// MarshalJSON writes the message as the API has it.
func (m SystemMessage[T]) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(message{Role: "system", Content: m.Content, Name: m.Name})
}

// A DeveloperMessage is what newer models take in place of a system message.
type DeveloperMessage[T string | []DeveloperContentPart] struct {
	Content T
	Name    string
}

// NewDeveloperMessage makes a message.
func NewDeveloperMessage[T string | []DeveloperContentPart](content T) *DeveloperMessage[T] {
	return &DeveloperMessage[T]{Content: content}
}

// NewDeveloperMessageFromParts makes a message of several parts.
func NewDeveloperMessageFromParts(parts ...DeveloperContentPart) *DeveloperMessage[[]DeveloperContentPart] {
	return &DeveloperMessage[[]DeveloperContentPart]{Content: parts}
}

// Role returns "developer".
func (m *DeveloperMessage[T]) Role() string { return "developer" }

// MarshalJSON writes the message as the API has it.
func (m DeveloperMessage[T]) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(message{Role: "developer", Content: m.Content, Name: m.Name})
}

// A UserMessage is what the user says.
type UserMessage[T string | []UserMessageContentPart] struct {
	Content T
	Name    string
}

// NewUserMessage makes a message.
func NewUserMessage[T string | []UserMessageContentPart](content T) *UserMessage[T] {
	return &UserMessage[T]{Content: content}
}

// NewUserMessageFromParts makes a message of several parts.
func NewUserMessageFromParts(parts ...UserMessageContentPart) *UserMessage[[]UserMessageContentPart] {
	return &UserMessage[[]UserMessageContentPart]{Content: parts}
}

// Role returns "user".
func (m *UserMessage[T]) Role() string { return "user" }

// MarshalJSON writes the message as the API has it.
func (m UserMessage[T]) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(message{Role: "user", Content: m.Content, Name: m.Name})
}

// An AssistantMessage is what the model said.
type AssistantMessage[T string | []AssistantMessageContentPart] struct {
	Content   T
	Name      string
	Refusal   string
	ToolCalls []ToolCall
	Audio     *AudioRef
}

// AudioRef refers to sound that the model made before.
type AudioRef struct {
	Id string `json:"id"`
}

// NewAssistantMessage makes a message.
func NewAssistantMessage[T string | []AssistantMessageContentPart](content T) *AssistantMessage[T] {
	return &AssistantMessage[T]{Content: content}
}

// NewAssistantMessageFromParts makes a message of several parts.
func NewAssistantMessageFromParts(parts ...AssistantMessageContentPart) *AssistantMessage[[]AssistantMessageContentPart] {
	return &AssistantMessage[[]AssistantMessageContentPart]{Content: parts}
}

// NewAssistantMessageFromCompletionMessage makes of the model's answer a message of the next request.
func NewAssistantMessageFromCompletionMessage(cm *CompletionMessage) *AssistantMessage[string] {
	return cm.ToAssistantMessage()
}

// Role returns "assistant".
func (m *AssistantMessage[T]) Role() string { return "assistant" }

// MarshalJSON writes the message as the API has it.
func (m AssistantMessage[T]) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(message{Role: "assistant", Content: m.Content, Name: m.Name, Refusal: m.Refusal,
		ToolCalls: m.ToolCalls, Audio: m.Audio})
}

// A ToolMessage is the result of a tool that the model asked to be called.
type ToolMessage[T string | []ToolMessageContentPart] struct {
	Content    T
	ToolCallId string
}

// NewToolMessage makes a message of a text, an error, or any other value as JSON. A value that has no
// JSON makes it panic.
func NewToolMessage(content any, toolCallId string) *ToolMessage[string] {
	var text string
	switch content := content.(type) {
	case string:
		text = content
	case *string:
		text = *content
	case error:
		text = content.Error()
	default:
		data, err := utils.JsonSerialize(content)
		if err != nil {
			panic(fmt.Sprintf("the result of a tool cannot be written as JSON: %v", err))
		}
		text = string(data)
	}
	return &ToolMessage[string]{Content: text, ToolCallId: toolCallId}
}

// NewToolMessageFromParts makes a message of several parts.
func NewToolMessageFromParts(toolCallId string, parts ...ToolMessageContentPart) *ToolMessage[[]ToolMessageContentPart] {
	return &ToolMessage[[]ToolMessageContentPart]{Content: parts, ToolCallId: toolCallId}
}

// Role returns "tool".
func (m *ToolMessage[T]) Role() string { return "tool" }

// MarshalJSON writes the message as the API has it.
func (m ToolMessage[T]) MarshalJSON() ([]byte, error) {
	return utils.JsonSerialize(message{Role: "tool", Content: m.Content, ToolCallId: m.ToolCallId})
}

// A message that is kept as it was written.
type rawMessage struct {
	role string
	data []byte
}

func (m *rawMessage) Role() string { return m.role }

func (m *rawMessage) MarshalJSON() ([]byte, error) { return m.data, nil }

func (m *rawMessage) UnmarshalJSON(data []byte) error {
	var read struct{ Role string }
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	m.role = read.Role
	m.data = append([]byte(nil), data...)
	return nil
}

// ParseMessages reads messages that were written as JSON, to continue a conversation.
func ParseMessages(data []byte) ([]RequestMessage, error) {
	var raw []*rawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	messages := make([]RequestMessage, len(raw))
	for i := range raw {
		if raw[i] == nil {
			return nil, fmt.Errorf("message %d is null", i+1)
		}
		messages[i] = raw[i]
	}
	return messages, nil
}
