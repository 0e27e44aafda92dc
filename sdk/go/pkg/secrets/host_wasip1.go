// SPDX-License-Identifier: Apache-2.0

package secrets

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_secrets getSecretValue
func importGetSecretValue(address unsafe.Pointer, length uint32) int32

func hostGetSecretValue(name string) *string {
	return abi.CallForString(importGetSecretValue, abi.Strings(name))
}
