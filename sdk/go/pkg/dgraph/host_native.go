// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package dgraph

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

func hostExecuteQuery(connection string, request *Request) *Response {
	return native.Result[Response]("modus_dgraph_client.executeQuery", connection, request)
}

func hostAlterSchema(connection, schema string) *string {
	return native.String("modus_dgraph_client.alterSchema", connection, schema)
}

func hostDropAttribute(connection, attr string) *string {
	return native.String("modus_dgraph_client.dropAttribute", connection, attr)
}

func hostDropAllData(connection string) *string {
	return native.String("modus_dgraph_client.dropAllData", connection)
}
