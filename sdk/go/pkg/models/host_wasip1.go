// SPDX-License-Identifier: Apache-2.0

package models

import (
	"reflect"
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_models getModelInfo
func importGetModelInfo(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models invokeModel
func importInvokeModel(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models askModel
func importAskModel(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models streamModel
func importStreamModel(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models streamWithTools
func importStreamWithTools(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models nextDelta
func importNextDelta(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models closeStream
func importCloseStream(address unsafe.Pointer, length uint32) int32

func hostGetModelInfo(name string) *ModelInfo {
	r, ok := abi.Call(importGetModelInfo, abi.Strings(name))
	if !ok {
		return nil
	}
	return &ModelInfo{Name: r.String(), FullName: r.String()}
}

func hostInvokeModel(name, input string) *string {
	return abi.CallForString(importInvokeModel, abi.Strings(name, input))
}

func hostAskModel(name, input, answerType string, tools []string, maxToolRounds int) *string {
	w := abi.Strings(name, input, answerType)
	w.Strings(tools)
	w.Int(maxToolRounds)
	return abi.CallForString(importAskModel, w)
}

func answerTypeName(t reflect.Type) (string, bool) { return abi.AnswerTypeName(t) }

// The host's number for a stream.
type hostStream int32

func hostStreamModel(name, input string, tools []string, maxToolRounds int, _ func(string) string) pieceSource {
	w := abi.Strings(name, input)
	open := importStreamModel
	if len(tools) > 0 {
		w.Strings(tools)
		w.Int(maxToolRounds)
		open = importStreamWithTools
	}
	r, ok := abi.Call(open, w)
	if !ok {
		return nil
	}
	return hostStream(r.Int32())
}

func (s hostStream) arguments() *abi.Writer {
	w := &abi.Writer{}
	w.Int32(int32(s))
	return w
}

func (s hostStream) next() *Piece {
	r, ok := abi.Call(importNextDelta, s.arguments())
	if !ok {
		return nil
	}
	piece := &Piece{Kind: PieceKind(r.Int32()), Index: int(r.Int64()), Text: r.String()}
	if tool := r.OptionalString(); tool != nil {
		piece.ToolName = *tool
	}
	if call := r.OptionalString(); call != nil {
		piece.ToolCallId = *call
	}
	return piece
}

func (s hostStream) close() { abi.Call(importCloseStream, s.arguments()) }
