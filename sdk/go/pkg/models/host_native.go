// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package models

import (
	"reflect"

	"github.com/hypermodeinc/modus/sdk/go/internal/native"
)

const invokeModel = "modus_models.invokeModel"

// A test that says what one request is answered has said what the others are.
func init() {
	native.Default("modus_models.getModelInfo", func(arguments ...any) any {
		name := arguments[0].(string)
		return &ModelInfo{Name: name, FullName: name}
	})
	for _, name := range []string{"askModel", "streamModel", "streamWithTools"} {
		native.Default("modus_models."+name, func(arguments ...any) any {
			return native.Invoke(invokeModel, arguments[:2]...)
		})
	}
}

func hostGetModelInfo(name string) *ModelInfo {
	return native.Result[ModelInfo]("modus_models.getModelInfo", name)
}

func hostInvokeModel(name, input string) *string {
	return native.String(invokeModel, name, input)
}

func hostAskModel(name, input, answerType string, tools []string, maxToolRounds int) *string {
	return native.String("modus_models.askModel", name, input, answerType, tools, maxToolRounds)
}

func answerTypeName(t reflect.Type) (string, bool) { return t.String(), true }

// What a test says that the model answers.
type nativeStream struct {
	pieces []Piece
	failed bool // after these
}

func hostStreamModel(name, input string, tools []string, maxToolRounds int, textOf func(string) string) pieceSource {
	var answer any
	if len(tools) > 0 {
		answer = native.Invoke("modus_models.streamWithTools", name, input, tools, maxToolRounds)
	} else {
		answer = native.Invoke("modus_models.streamModel", name, input)
	}
	stream := native.ModelStreamOf(answer, textOf)
	if stream == nil {
		return nil
	}
	source := &nativeStream{failed: stream.Response == ""}
	for _, delta := range stream.Deltas {
		source.pieces = append(source.pieces, Piece{Text: delta})
	}
	if !source.failed {
		source.pieces = append(source.pieces, Piece{Kind: pieceEnd, Text: stream.Response})
	}
	return source
}

func (s *nativeStream) next() *Piece {
	if len(s.pieces) == 0 {
		return nil
	}
	piece := s.pieces[0]
	s.pieces = s.pieces[1:]
	return &piece
}

func (s *nativeStream) close() { s.pieces = nil }
