// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package db

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

func hostExecuteQuery(connection, dbType, statement, paramsJson string) *HostQueryResponse {
	return native.Result[HostQueryResponse]("modus_sql_client.executeQuery", connection, dbType, statement, paramsJson)
}
