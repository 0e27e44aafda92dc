// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package neo4j

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

func hostExecuteQuery(connection, dbName, query, parametersJson string) *EagerResult {
	return native.Result[EagerResult]("modus_neo4j_client.executeQuery", connection, dbName, query, parametersJson)
}
