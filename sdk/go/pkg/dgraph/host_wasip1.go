// SPDX-License-Identifier: Apache-2.0

package dgraph

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_dgraph_client executeQuery
func importExecuteQuery(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_dgraph_client alterSchema
func importAlterSchema(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_dgraph_client dropAttribute
func importDropAttribute(address unsafe.Pointer, length uint32) int32

//go:wasmimport modus_dgraph_client dropAllData
func importDropAllData(address unsafe.Pointer, length uint32) int32

func hostExecuteQuery(connection string, request *Request) *Response {
	w := abi.Strings(connection)
	query := request.Query
	if query == nil {
		query = &Query{}
	}
	w.String(query.Query)
	w.StringMap(query.Variables)
	w.Bool(true)
	w.Count(len(request.Mutations))
	for _, m := range request.Mutations {
		for _, text := range []string{m.SetJson, m.DelJson, m.SetNquads, m.DelNquads, m.Condition} {
			w.String(text)
		}
	}
	r, ok := abi.Call(importExecuteQuery, w)
	if !ok {
		return nil
	}
	return &Response{Json: r.String(), Uids: r.StringMap()}
}

func hostAlterSchema(connection, schema string) *string {
	return abi.CallForString(importAlterSchema, abi.Strings(connection, schema))
}

func hostDropAttribute(connection, attr string) *string {
	return abi.CallForString(importDropAttribute, abi.Strings(connection, attr))
}

func hostDropAllData(connection string) *string {
	return abi.CallForString(importDropAllData, abi.Strings(connection))
}
