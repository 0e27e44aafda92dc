// SPDX-License-Identifier: Apache-2.0

// Package neo4j asks Neo4j databases. Connections in modus.json say which.
package neo4j

import (
	"errors"
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type neo4jOptions struct {
	dbName string
}

// A Neo4jOption changes how a query is run.
type Neo4jOption func(*neo4jOptions)

// WithDbName chooses a database of the server; "neo4j" without it.
func WithDbName(dbName string) Neo4jOption {
	return func(o *neo4jOptions) { o.dbName = dbName }
}

// An EagerResult holds all records that a query gave.
type EagerResult struct {
	Keys    []string
	Records []*Record
}

// A Record holds the values of one row, each as JSON, in the order of the keys.
type Record struct {
	Keys   []string
	Values []string
}

// ExecuteQuery runs a Cypher query with its parameters.
func ExecuteQuery(connection, query string, parameters map[string]any, opts ...Neo4jOption) (*EagerResult, error) {
	options := neo4jOptions{dbName: "neo4j"}
	for _, opt := range opts {
		opt(&options)
	}
	if parameters == nil {
		parameters = map[string]any{}
	}
	parametersJson, err := utils.JsonSerialize(parameters)
	if err != nil {
		return nil, fmt.Errorf("the parameters cannot be written as JSON: %w", err)
	}
	result := hostExecuteQuery(connection, options.dbName, query, string(parametersJson))
	if result == nil {
		return nil, errors.New("the Neo4j query failed; the log of the runtime tells why")
	}
	return result, nil
}

// Get returns the JSON text of a value.
func (r *Record) Get(key string) (string, bool) {
	for i, k := range r.Keys {
		if k == key && i < len(r.Values) {
			return r.Values[i], true
		}
	}
	return "", false
}

// AsMap returns the JSON texts of all values by their keys.
func (r *Record) AsMap() map[string]string {
	values := make(map[string]string, len(r.Keys))
	for i, key := range r.Keys {
		if i < len(r.Values) {
			values[key] = r.Values[i]
		}
	}
	return values
}

// JSONMarshal writes the record as one JSON object.
func (r *Record) JSONMarshal() ([]byte, error) {
	values := make(map[string]utils.RawJsonString, len(r.Keys))
	for key, value := range r.AsMap() {
		values[key] = utils.RawJsonString(value)
	}
	return utils.JsonSerialize(values)
}

// GetRecordValue reads a value of a record into a T.
func GetRecordValue[T RecordValue](record *Record, key string) (T, error) {
	var value T
	text, found := record.Get(key)
	if !found {
		return value, fmt.Errorf("the record has no %q", key)
	}
	if err := utils.JsonDeserialize([]byte(text), &value); err != nil {
		return value, fmt.Errorf("%q is no %T: %w", key, value, err)
	}
	return value, nil
}

// GetProperty reads a property of a node or a relationship into a T.
func GetProperty[T PropertyValue](e Entity, key string) (T, error) {
	var value T
	property, found := e.GetProperties()[key]
	if !found {
		return value, fmt.Errorf("%s has no property %q", e.GetElementId(), key)
	}
	return utils.ConvertInterfaceTo[T](property)
}
