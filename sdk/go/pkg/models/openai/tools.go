// SPDX-License-Identifier: Apache-2.0

package openai

import (
	"encoding/json"

	"github.com/hypermodeinc/modus/sdk/go/internal/provider"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A Tool is what the model may ask to be called.
type Tool struct {
	Type     string             `json:"type"`
	Function FunctionDefinition `json:"function"`
}

// FunctionDefinition describes a function to the model.
type FunctionDefinition struct {
	Name        string              `json:"name"`
	Description string              `json:"description,omitempty"`
	Strict      bool                `json:"strict,omitempty"`
	Parameters  utils.RawJsonString `json:"parameters,omitempty"`
}

// NewToolForFunction makes a tool without parameters.
func NewToolForFunction(name, description string) Tool {
	return Tool{Type: "function", Function: FunctionDefinition{Name: name, Description: description}}
}

// WithParameter returns the tool with one more parameter, which the model must give.
func (t Tool) WithParameter(name, jsonSchemaType, description string) Tool {
	t.Function.Parameters = provider.WithParameter(t.Function.Parameters, name, jsonSchemaType, description)
	t.Function.Strict = true
	return t
}

// WithParametersSchema returns the tool with parameters that a JSON Schema describes.
func (t Tool) WithParametersSchema(jsonSchema string) Tool {
	t.Function.Parameters = utils.RawJsonString(jsonSchema)
	return t
}

// A ToolChoice says whether the model may, must, or must not call tools.
type ToolChoice struct {
	Type     string `json:"type"`
	Function struct {
		Name string `json:"name"`
	} `json:"function,omitempty"`
}

// These are the choices.
var (
	ToolChoiceNone     = ToolChoice{Type: "none"}
	ToolChoiceAuto     = ToolChoice{Type: "auto"}
	ToolChoiceRequired = ToolChoice{Type: "required"}
	ToolChoiceFunction = func(name string) ToolChoice {
		choice := ToolChoice{Type: "function"}
		choice.Function.Name = name
		return choice
	}
)

// MarshalJSON writes a word, or the function to be called.
func (tc ToolChoice) MarshalJSON() ([]byte, error) {
	if tc.Type != "function" {
		return json.Marshal(tc.Type)
	}
	type plain ToolChoice
	return json.Marshal(plain(tc))
}

// A ToolCall is the model's wish that a tool be called.
type ToolCall struct {
	Id       string       `json:"id"`
	Type     string       `json:"type"`
	Function FunctionCall `json:"function"`
}

// FunctionCall names the function; its arguments are JSON that the model wrote.
type FunctionCall struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}
