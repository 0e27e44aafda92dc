// SPDX-License-Identifier: Apache-2.0

// Package db asks SQL databases; packages postgresql and mysql are what apps use.
package db

import (
	"errors"
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// HostQueryResponse is what the host answers.
type HostQueryResponse struct {
	Error        *string
	ResultJson   *string
	RowsAffected uint32
	LastInsertId uint64
}

// Response is what a statement without rows did.
type Response struct {
	RowsAffected uint32
	LastInsertId uint64
}

// QueryResponse holds the rows of a query.
type QueryResponse[T any] struct {
	RowsAffected uint32
	LastInsertId uint64
	Rows         []T
}

// ScalarResponse holds the one value of a query.
type ScalarResponse[T any] struct {
	RowsAffected uint32
	LastInsertId uint64
	Value        T
}

// Execute runs a statement whose rows are of no interest.
func Execute(connection, dbType, statement string, params ...any) (*Response, error) {
	answer, err := execute(connection, dbType, statement, "exec:", params)
	if err != nil {
		return nil, err
	}
	return &Response{answer.RowsAffected, answer.LastInsertId}, nil
}

// Query runs a statement and reads each of its rows into a T, columns by name.
func Query[T any](connection, dbType, statement string, params ...any) (*QueryResponse[T], error) {
	answer, err := execute(connection, dbType, statement, "", params)
	if err != nil {
		return nil, err
	}
	rows := []T{}
	if answer.ResultJson != nil {
		if err := utils.JsonDeserialize([]byte(*answer.ResultJson), &rows); err != nil {
			return nil, fmt.Errorf("the rows do not fit: %w", err)
		}
	}
	return &QueryResponse[T]{answer.RowsAffected, answer.LastInsertId, rows}, nil
}

// QueryScalar runs a statement that gives one row of one column.
func QueryScalar[T any](connection, dbType, statement string, params ...any) (*ScalarResponse[T], error) {
	response, err := Query[map[string]any](connection, dbType, statement, params...)
	if err != nil {
		return nil, err
	}
	if len(response.Rows) != 1 || len(response.Rows[0]) != 1 {
		return nil, errors.New("the query should give one row of one column, and does not")
	}
	for _, value := range response.Rows[0] {
		converted, err := utils.ConvertInterfaceTo[T](value)
		if err != nil {
			return nil, err
		}
		return &ScalarResponse[T]{response.RowsAffected, response.LastInsertId, converted}, nil
	}
	return nil, nil
}

func execute(connection, dbType, statement, prefix string, params []any) (*HostQueryResponse, error) {
	if params == nil {
		params = []any{}
	}
	paramsJson, err := utils.JsonSerialize(params)
	if err != nil {
		return nil, fmt.Errorf("the parameters cannot be written as JSON: %w", err)
	}
	answer := hostExecuteQuery(connection, dbType, statement, prefix+string(paramsJson))
	if answer == nil {
		return nil, errors.New("the database query failed; the log of the runtime tells why")
	}
	if answer.Error != nil {
		return nil, errors.New(*answer.Error)
	}
	return answer, nil
}
