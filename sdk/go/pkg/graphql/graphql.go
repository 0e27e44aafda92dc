// SPDX-License-Identifier: Apache-2.0

// Package graphql asks GraphQL APIs. Connections in modus.json say which.
package graphql

import (
	"errors"
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// Response is what the API answered.
type Response[T any] struct {
	Errors []ErrorResult `json:"errors"`
	Data   *T            `json:"data"`
}

// ErrorResult is one of the API's errors.
type ErrorResult struct {
	Message   string         `json:"message"`
	Locations []CodeLocation `json:"locations"`
	Path      []string       `json:"path"`
}

// CodeLocation is a place in the statement.
type CodeLocation struct {
	Line   uint32 `json:"line"`
	Column uint32 `json:"column"`
}

// UnmarshalJSON reads an error; the indices in its path become text.
func (e *ErrorResult) UnmarshalJSON(data []byte) error {
	var read struct {
		Message   string
		Locations []CodeLocation
		Path      []any
	}
	if err := utils.JsonDeserialize(data, &read); err != nil {
		return err
	}
	e.Message, e.Locations, e.Path = read.Message, read.Locations, nil
	for _, part := range read.Path {
		e.Path = append(e.Path, fmt.Sprint(part))
	}
	return nil
}

// Execute sends a statement with its variables. The API's own errors are part of the response.
func Execute[T any](connection, statement string, variables map[string]any) (*Response[T], error) {
	if variables == nil {
		variables = map[string]any{}
	}
	variablesJson, err := utils.JsonSerialize(variables)
	if err != nil {
		return nil, fmt.Errorf("the variables cannot be written as JSON: %w", err)
	}
	text := hostExecuteQuery(connection, statement, string(variablesJson))
	if text == nil {
		return nil, errors.New("the GraphQL request failed; the log of the runtime tells why")
	}
	var response Response[T]
	if err := utils.JsonDeserialize([]byte(*text), &response); err != nil {
		return nil, fmt.Errorf("the response does not fit: %w", err)
	}
	return &response, nil
}
