// SPDX-License-Identifier: Apache-2.0

package graphql

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_graphql_client executeQuery
func importExecuteQuery(address unsafe.Pointer, length uint32) int32

func hostExecuteQuery(connection, statement, variablesJson string) *string {
	return abi.CallForString(importExecuteQuery, abi.Strings(connection, statement, variablesJson))
}
