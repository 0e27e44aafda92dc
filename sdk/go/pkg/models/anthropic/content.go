// SPDX-License-Identifier: Apache-2.0

package anthropic

import "github.com/hypermodeinc/modus/sdk/go/pkg/utils"

// A Message is what one side said.
type Message struct {
	Role    string  `json:"role"`
	Content Content `json:"content"`
}

// NewUserMessage makes a message of the user.
func NewUserMessage(content Content) *Message { return &Message{Role: "user", Content: content} }

// NewAssistantMessage makes a message of the model: what it answered before, or how its answer begins.
func NewAssistantMessage(content Content) *Message {
	return &Message{Role: "assistant", Content: content}
}

// Content is a StringContent, or Contents.
type Content interface {
	isContent()
}

// StringContent is a text.
type StringContent string

// Contents are blocks.
type Contents []ContentBlock

func (StringContent) isContent() {}
func (Contents) isContent()      {}

// A ContentBlock is a text ("text"), a call of a tool ("tool_use") or its result ("tool_result"), what the model thought
// ("thinking", "redacted_thinking"), a picture ("image") or a document ("document").
type ContentBlock struct {
	Type string `json:"type"`

	// Of a text.
	Text *string `json:"text,omitempty"`

	// Of a call.
	Id    *string              `json:"id,omitempty"`
	Name  *string              `json:"name,omitempty"`
	Input *utils.RawJsonString `json:"input,omitempty"`

	// Of a result.
	ToolUseId *string `json:"tool_use_id,omitempty"`
	IsError   *bool   `json:"is_error,omitempty"`
	Content   *string `json:"content,omitempty"`

	// Of a thought; the signature proves that it is the model's. Data is one that it does not tell.
	Thinking  *string `json:"thinking,omitempty"`
	Signature *string `json:"signature,omitempty"`
	Data      *string `json:"data,omitempty"`

	// Of a picture or a document.
	Source *Source `json:"source,omitempty"`
}

// A Source is where a picture or a document comes from: bytes ("base64") or an address ("url").
type Source struct {
	Type      string `json:"type"`
	MediaType string `json:"media_type,omitempty"`
	Data      []byte `json:"data,omitempty"`
	Url       string `json:"url,omitempty"`
}

// ImageContentBlock makes a picture of its bytes and their media type, such as "image/png".
func ImageContentBlock(data []byte, mediaType string) ContentBlock {
	return ContentBlock{Type: "image", Source: &Source{Type: "base64", MediaType: mediaType, Data: data}}
}

// ImageURLContentBlock makes a picture of its address, from which Anthropic fetches it.
func ImageURLContentBlock(url string) ContentBlock {
	return ContentBlock{Type: "image", Source: &Source{Type: "url", Url: url}}
}

// PDFContentBlock makes a document of a PDF file.
func PDFContentBlock(data []byte) ContentBlock {
	return ContentBlock{Type: "document", Source: &Source{Type: "base64", MediaType: "application/pdf", Data: data}}
}

// These make content blocks.
var (
	TextContentBlock = func(text string) ContentBlock {
		return ContentBlock{Type: "text", Text: &text}
	}
	ToolUseContentBlock = func(id, name string, input utils.RawJsonString) ContentBlock {
		return ContentBlock{Type: "tool_use", Id: &id, Name: &name, Input: &input}
	}
	ToolResultContentBlock = func(toolUseId, content string, isError bool) ContentBlock {
		return ContentBlock{Type: "tool_result", ToolUseId: &toolUseId, Content: &content, IsError: &isError}
	}
)

// A Tool is what the model may ask to be called.
type Tool struct {
	Name        string              `json:"name"`
	InputSchema utils.RawJsonString `json:"input_schema"`
	Description string              `json:"description,omitempty"`
}

// A ToolChoice says whether the model may, must, or must not call tools.
type ToolChoice struct {
	Type                   string `json:"type"`
	Name                   string `json:"name,omitempty"`
	DisableParallelToolUse bool   `json:"disable_parallel_tool_use,omitempty"`
}

// These are the choices: the model decides, it calls any tool, it calls that tool.
var (
	ToolChoiceAuto = &ToolChoice{Type: "auto"}
	ToolChoiceAny  = &ToolChoice{Type: "any"}
	ToolChoiceTool = func(name string) *ToolChoice { return &ToolChoice{Type: "tool", Name: name} }
)
