// SPDX-License-Identifier: Apache-2.0

package responses

import (
	"encoding/base64"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// An Item is something in a conversation: a *Message, a *FunctionCallOutput, or an OutputItem of an earlier
// answer.
type Item interface {
	isItem()
}

func (*Message) isItem()            {}
func (*FunctionCallOutput) isItem() {}
func (OutputItem) isItem()          {}

// A Message is something said: a text, or parts.
type Message struct {
	// Role is "user", "assistant", "system" or "developer".
	Role  string
	Text  string
	Parts []ContentPart
}

// NewUserMessage makes a message of the user.
func NewUserMessage(text string) *Message { return &Message{Role: "user", Text: text} }

// NewUserMessageFromParts makes a message of the user that has several parts.
func NewUserMessageFromParts(parts ...ContentPart) *Message {
	return &Message{Role: "user", Parts: parts}
}

// NewDeveloperMessage makes instructions to the model, which outweigh the user's.
func NewDeveloperMessage(text string) *Message { return &Message{Role: "developer", Text: text} }

// NewAssistantMessage makes a message of what the model said, where its answer itself is not at hand.
func NewAssistantMessage(text string) *Message { return &Message{Role: "assistant", Text: text} }

// MarshalJSON writes the message as the API has it.
func (m *Message) MarshalJSON() ([]byte, error) {
	written := struct {
		Role    string `json:"role"`
		Content any    `json:"content"`
	}{m.Role, m.Text}
	if m.Parts != nil {
		written.Content = m.Parts
	}
	return utils.JsonSerialize(written)
}

// FunctionCallOutput is what a function returned that the model had called.
type FunctionCallOutput struct {
	Type   string `json:"type"`
	CallId string `json:"call_id"`
	Output string `json:"output"`
}

// NewFunctionCallOutput makes the answer to the function call of that CallId.
func NewFunctionCallOutput(callId, output string) *FunctionCallOutput {
	return &FunctionCallOutput{"function_call_output", callId, output}
}

// A ContentPart is a part of a message: text ("input_text"), a picture ("input_image") or a document
// ("input_file").
type ContentPart struct {
	Type string `json:"type"`
	Text string `json:"text,omitempty"`

	// Of a picture. Detail says how closely to look: "low", "high" or "auto".
	ImageUrl string `json:"image_url,omitempty"`
	Detail   string `json:"detail,omitempty"`

	// Of a document.
	Filename string `json:"filename,omitempty"`
	FileData string `json:"file_data,omitempty"`
	FileUrl  string `json:"file_url,omitempty"`
}

// NewTextContentPart makes a part that is text.
func NewTextContentPart(text string) ContentPart {
	return ContentPart{Type: "input_text", Text: text}
}

// NewImageContentPartFromUrl makes a part that is a picture at an address.
func NewImageContentPartFromUrl(url string) ContentPart {
	return ContentPart{Type: "input_image", ImageUrl: url}
}

// NewImageContentPartFromData makes a part that is a picture: its bytes, and a type such as "image/png".
func NewImageContentPartFromData(data []byte, contentType string) ContentPart {
	return NewImageContentPartFromUrl(dataUrl(data, contentType))
}

// NewFileContentPartFromUrl makes a part that is a document at an address.
func NewFileContentPartFromUrl(url string) ContentPart {
	return ContentPart{Type: "input_file", FileUrl: url}
}

// NewFileContentPartFromData makes a part that is a document: its bytes, and a type such as
// "application/pdf".
func NewFileContentPartFromData(data []byte, contentType, filename string) ContentPart {
	return ContentPart{Type: "input_file", Filename: filename, FileData: dataUrl(data, contentType)}
}

func dataUrl(data []byte, contentType string) string {
	return "data:" + contentType + ";base64," + base64.StdEncoding.EncodeToString(data)
}
