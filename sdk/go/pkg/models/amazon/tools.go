// SPDX-License-Identifier: Apache-2.0

package amazon

import (
	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// ToolUseBlock is the model's wish to use a tool, whose input is JSON.
type ToolUseBlock struct {
	ToolUseId string              `json:"toolUseId"`
	Name      string              `json:"name"`
	Input     utils.RawJsonString `json:"input"`
}

// ToolResultBlock is what a tool returned.
type ToolResultBlock struct {
	ToolUseId string              `json:"toolUseId"`
	Content   []ToolResultContent `json:"content"`

	// Status is "success", which it is unless said, or "error".
	Status string `json:"status,omitempty"`
}

// ToolResultContent is a part of what a tool returned: a text, or JSON.
type ToolResultContent struct {
	Text *string             `json:"text,omitempty"`
	Json utils.RawJsonString `json:"json,omitempty"`
}

// ToolConfig says which tools the model may use, and which it must.
type ToolConfig struct {
	Tools      []Tool      `json:"tools"`
	ToolChoice *ToolChoice `json:"toolChoice,omitempty"`
}

// NewToolConfig lets the model use the tools as it likes.
func NewToolConfig(tools ...Tool) *ToolConfig { return &ToolConfig{Tools: tools} }

// A Tool is what the model may ask to be used.
type Tool struct {
	ToolSpec ToolSpec `json:"toolSpec"`
}

// ToolSpec describes a tool to the model.
type ToolSpec struct {
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	InputSchema InputSchema `json:"inputSchema"`
}

// InputSchema is the JSON Schema of a tool's input.
type InputSchema struct {
	Json utils.RawJsonString `json:"json"`
}

const noParameters = `{"type":"object"}`

// NewTool makes a tool without parameters.
func NewTool(name, description string) Tool {
	return Tool{ToolSpec{Name: name, Description: description, InputSchema: InputSchema{noParameters}}}
}

// WithParameter returns the tool with one more parameter, which the model must give.
func (t Tool) WithParameter(name, jsonSchemaType, description string) Tool {
	before := t.ToolSpec.InputSchema.Json
	if before == noParameters {
		before = ""
	}
	t.ToolSpec.InputSchema.Json = provider.WithParameter(before, name, jsonSchemaType, description)
	return t
}

// WithParametersSchema returns the tool with parameters that a JSON Schema describes.
func (t Tool) WithParametersSchema(jsonSchema string) Tool {
	t.ToolSpec.InputSchema.Json = utils.RawJsonString(jsonSchema)
	return t
}

// ToolChoice says whether the model may or must use tools. One of its fields is set.
type ToolChoice struct {
	Auto *struct{} `json:"auto,omitempty"`
	Any  *struct{} `json:"any,omitempty"`
	Tool *ToolName `json:"tool,omitempty"`
}

// ToolName names a tool.
type ToolName struct {
	Name string `json:"name"`
}

// These are the choices: the model decides, it uses any tool, it uses that tool.
var (
	ToolChoiceAuto = &ToolChoice{Auto: &struct{}{}}
	ToolChoiceAny  = &ToolChoice{Any: &struct{}{}}
	ToolChoiceTool = func(name string) *ToolChoice { return &ToolChoice{Tool: &ToolName{name}} }
)
