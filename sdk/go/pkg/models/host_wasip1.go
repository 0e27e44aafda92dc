// SPDX-License-Identifier: Apache-2.0

package models

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_models getModelInfo
func importGetModelInfo(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_models invokeModel
func importInvokeModel(address unsafe.Pointer, length uint32) int32

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
