// SPDX-License-Identifier: Apache-2.0

package graphql

func Execute[T any](connection, statement string, variables map[string]any) (*Response[T], error)

type Response[T any] struct {
	Errors []ErrorResult `json:"errors"`
	Data   *T            `json:"data"`
}
type ErrorResult struct {
	Message   string         `json:"message"`
	Locations []CodeLocation `json:"locations"`
	Path      []string       `json:"path"`
}
type CodeLocation struct {
	Line   uint32 `json:"line"`
	Column uint32 `json:"column"`
}
