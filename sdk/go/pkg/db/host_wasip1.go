// SPDX-License-Identifier: Apache-2.0

package db

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_sql_client executeQuery
func importExecuteQuery(address unsafe.Pointer, length uint32) int32

func hostExecuteQuery(connection, dbType, statement, paramsJson string) *HostQueryResponse {
	r, ok := abi.Call(importExecuteQuery, abi.Strings(connection, dbType, statement, paramsJson))
	if !ok {
		return nil
	}
	return &HostQueryResponse{
		Error: r.OptionalString(), ResultJson: r.OptionalString(), RowsAffected: r.Uint32(), LastInsertId: r.Uint64(),
	}
}
