// SPDX-License-Identifier: Apache-2.0

package amazon

import (
	"strings"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A Message is what one side said.
type Message struct {
	// Role is "user" or "assistant".
	Role    string         `json:"role"`
	Content []ContentBlock `json:"content"`
}

// NewUserMessage makes a message of the user, as one text.
func NewUserMessage(text string) *Message {
	return NewUserMessageFromBlocks(TextContentBlock(text))
}

// NewUserMessageFromBlocks makes a message of the user, who says the results of tools, too.
func NewUserMessageFromBlocks(blocks ...ContentBlock) *Message {
	return &Message{Role: "user", Content: blocks}
}

// NewAssistantMessage makes a message of the model, as one text.
func NewAssistantMessage(text string) *Message {
	return &Message{Role: "assistant", Content: []ContentBlock{TextContentBlock(text)}}
}

// Text returns the texts of the message, joined.
func (m *Message) Text() string {
	var text strings.Builder
	for _, block := range m.Content {
		if block.Text != nil {
			text.WriteString(*block.Text)
		}
	}
	return text.String()
}

// A ContentBlock is a part of a message. One of its fields is set.
type ContentBlock struct {
	Text       *string          `json:"text,omitempty"`
	Image      *ImageBlock      `json:"image,omitempty"`
	Document   *DocumentBlock   `json:"document,omitempty"`
	ToolUse    *ToolUseBlock    `json:"toolUse,omitempty"`
	ToolResult *ToolResultBlock `json:"toolResult,omitempty"`

	// ReasoningContent is what the model thought, as JSON. It goes back to it as it came.
	ReasoningContent utils.RawJsonString `json:"reasoningContent,omitempty"`
}

// BytesSource holds a picture or a document.
type BytesSource struct {
	Bytes []byte `json:"bytes"`
}

// ImageBlock is a picture.
type ImageBlock struct {
	// Format is "png", "jpeg", "gif" or "webp".
	Format string      `json:"format"`
	Source BytesSource `json:"source"`
}

// DocumentBlock is a document.
type DocumentBlock struct {
	// Format is "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt" or "md".
	Format string `json:"format"`

	// Name is a neutral name, which the model sees.
	Name   string      `json:"name"`
	Source BytesSource `json:"source"`
}

// TextContentBlock makes a block that is text.
func TextContentBlock(text string) ContentBlock { return ContentBlock{Text: &text} }

// ImageContentBlock makes a block that is a picture: "png", "jpeg", "gif" or "webp".
func ImageContentBlock(data []byte, format string) ContentBlock {
	return ContentBlock{Image: &ImageBlock{format, BytesSource{data}}}
}

// DocumentContentBlock makes a block that is a document: "pdf", "csv", "docx", …
func DocumentContentBlock(data []byte, format, name string) ContentBlock {
	return ContentBlock{Document: &DocumentBlock{format, name, BytesSource{data}}}
}

// ToolResultContentBlock makes a block that is what a tool returned, as text.
func ToolResultContentBlock(toolUseId, text string) ContentBlock {
	return toolResult(toolUseId, ToolResultContent{Text: &text})
}

// ToolResultJsonContentBlock makes a block that is what a tool returned, as JSON: an object.
func ToolResultJsonContentBlock(toolUseId string, json utils.RawJsonString) ContentBlock {
	return toolResult(toolUseId, ToolResultContent{Json: json})
}

func toolResult(toolUseId string, content ToolResultContent) ContentBlock {
	return ContentBlock{ToolResult: &ToolResultBlock{ToolUseId: toolUseId, Content: []ToolResultContent{content}}}
}
