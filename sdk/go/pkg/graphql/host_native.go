// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package graphql

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

func hostExecuteQuery(connection, statement, variablesJson string) *string {
	return native.String("modus_graphql_client.executeQuery", connection, statement, variablesJson)
}
