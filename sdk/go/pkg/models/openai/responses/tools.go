// SPDX-License-Identifier: Apache-2.0

package responses

import (
	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A Tool is a function that the model may ask to be called, or a tool that the provider runs itself.
type Tool struct {
	Type        string              `json:"type"`
	Name        string              `json:"name,omitempty"`
	Description string              `json:"description,omitempty"`
	Parameters  utils.RawJsonString `json:"parameters,omitempty"`

	// Strict says whether the model keeps to the schema exactly, as it does unless false. It needs all
	// properties to be required.
	Strict *bool `json:"strict,omitempty"`

	definition utils.RawJsonString // of the provider's own
}

// NewToolForFunction makes a tool without parameters.
func NewToolForFunction(name, description string) Tool {
	return Tool{Type: "function", Name: name, Description: description}
}

// NewHostedTool makes a tool that the provider runs itself, such as {"type":"web_search"}.
func NewHostedTool(definition string) Tool {
	return Tool{definition: utils.RawJsonString(definition)}
}

// WithParameter returns the tool with one more parameter, which the model must give.
func (t Tool) WithParameter(name, jsonSchemaType, description string) Tool {
	t.Parameters = provider.WithParameter(t.Parameters, name, jsonSchemaType, description)
	return t
}

// WithParametersSchema returns the tool with parameters that a JSON Schema describes.
func (t Tool) WithParametersSchema(jsonSchema string) Tool {
	t.Parameters = utils.RawJsonString(jsonSchema)
	return t
}

// MarshalJSON writes the tool as the API has it.
func (t Tool) MarshalJSON() ([]byte, error) {
	if t.definition != "" {
		return t.definition.MarshalJSON()
	}
	type plain Tool
	return utils.JsonSerialize(plain(t))
}

// ToolChoice says whether the model may, must, or must not use tools.
type ToolChoice struct {
	Type string `json:"type"`
	Name string `json:"name,omitempty"`
}

// These are the choices.
var (
	ToolChoiceNone     = &ToolChoice{Type: "none"}
	ToolChoiceAuto     = &ToolChoice{Type: "auto"}
	ToolChoiceRequired = &ToolChoice{Type: "required"}
	ToolChoiceFunction = func(name string) *ToolChoice { return &ToolChoice{Type: "function", Name: name} }
)

// MarshalJSON writes a word, or the function to be called.
func (c ToolChoice) MarshalJSON() ([]byte, error) {
	if c.Name == "" {
		return utils.JsonSerialize(c.Type)
	}
	type plain ToolChoice
	return utils.JsonSerialize(plain(c))
}
