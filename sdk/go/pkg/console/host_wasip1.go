// SPDX-License-Identifier: Apache-2.0

package console

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_system logMessage
func importLogMessage(address unsafe.Pointer, length uint32) int32

func hostLogMessage(level, message string) {
	abi.Call(importLogMessage, abi.Strings(level, message))
}
