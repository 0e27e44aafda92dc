// SPDX-License-Identifier: Apache-2.0

package neo4j

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_neo4j_client executeQuery
func importExecuteQuery(address unsafe.Pointer, length uint32) int32

func hostExecuteQuery(connection, dbName, query, parametersJson string) *EagerResult {
	r, ok := abi.Call(importExecuteQuery, abi.Strings(connection, dbName, query, parametersJson))
	if !ok {
		return nil
	}
	result := &EagerResult{Keys: r.Strings()}
	if !r.Bool() {
		return result
	}
	result.Records = make([]*Record, r.Count())
	for i := range result.Records {
		result.Records[i] = &Record{Keys: r.Strings(), Values: r.Strings()}
	}
	return result
}
