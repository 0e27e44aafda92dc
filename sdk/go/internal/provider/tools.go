// SPDX-License-Identifier: Apache-2.0

// Package provider is what the packages of models have in common.
package provider

import (
	"encoding/json"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type parametersSchema struct {
	Type                 string                       `json:"type"`
	Properties           map[string]parameterProperty `json:"properties"`
	Required             []string                     `json:"required"`
	AdditionalProperties bool                         `json:"additionalProperties"`
}

type parameterProperty struct {
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// WithParameter adds a parameter to the JSON Schema of a tool's parameters, which is empty at first. A
// schema of another form makes it panic.
func WithParameter(parameters utils.RawJsonString, name, jsonSchemaType, description string) utils.RawJsonString {
	schema := parametersSchema{Type: "object", Properties: map[string]parameterProperty{}}
	if parameters != "" {
		if err := json.Unmarshal([]byte(parameters), &schema); err != nil {
			panic("the tool's schema is not one that a parameter can be added to: " + err.Error())
		}
	}
	schema.Properties[name] = parameterProperty{jsonSchemaType, description}
	schema.Required = append(schema.Required, name)
	text, err := utils.JsonSerialize(schema)
	if err != nil {
		panic(err) // strings in maps
	}
	return utils.RawJsonString(text)
}
