// SPDX-License-Identifier: Apache-2.0

// Package dgraph asks Dgraph databases. Connections in modus.json say which.
package dgraph

import (
	"errors"
	"fmt"
	"strings"
)

// A Request is a query, mutations, or both, which run in one transaction.
type Request struct {
	Query     *Query
	Mutations []*Mutation
}

// A Query is a DQL query with its variables, whose names begin with a dollar sign.
type Query struct {
	Query     string
	Variables map[string]string
}

// A Mutation says what to set and what to delete.
type Mutation struct {
	SetJson   string
	DelJson   string
	SetNquads string
	DelNquads string
	Condition string
}

// A Response holds what a query found, and the ids of new nodes by their blank names.
type Response struct {
	Json string
	Uids map[string]string
}

// NewQuery makes a query without variables.
func NewQuery(query string) *Query { return &Query{Query: query, Variables: map[string]string{}} }

// WithVariable sets a variable, whatever its type, and returns the query.
func (q *Query) WithVariable(key string, value any) *Query {
	if q.Variables == nil {
		q.Variables = map[string]string{}
	}
	if !strings.HasPrefix(key, "$") {
		key = "$" + key
	}
	q.Variables[key] = fmt.Sprint(value)
	return q
}

// NewMutation makes a mutation that does nothing yet.
func NewMutation() *Mutation { return &Mutation{} }

// WithSetJson says in JSON what to set.
func (m *Mutation) WithSetJson(json string) *Mutation { m.SetJson = json; return m }

// WithDelJson says in JSON what to delete.
func (m *Mutation) WithDelJson(json string) *Mutation { m.DelJson = json; return m }

// WithSetNquads says in RDF what to set.
func (m *Mutation) WithSetNquads(nquads string) *Mutation { m.SetNquads = nquads; return m }

// WithDelNquads says in RDF what to delete.
func (m *Mutation) WithDelNquads(nquads string) *Mutation { m.DelNquads = nquads; return m }

// WithCondition lets the mutation depend on the query, as in "@if(eq(len(v), 0))".
func (m *Mutation) WithCondition(cond string) *Mutation { m.Condition = cond; return m }

var errFailed = errors.New("the request of Dgraph failed; the log of the runtime tells why")

// Execute runs a request.
func Execute(connection string, request *Request) (*Response, error) {
	response := hostExecuteQuery(connection, request)
	if response == nil {
		return nil, errFailed
	}
	return response, nil
}

// ExecuteQuery runs a query, and mutations that may depend on it.
func ExecuteQuery(connection string, query *Query, mutations ...*Mutation) (*Response, error) {
	return Execute(connection, &Request{Query: query, Mutations: mutations})
}

// ExecuteMutations runs mutations.
func ExecuteMutations(connection string, mutations ...*Mutation) (*Response, error) {
	return Execute(connection, &Request{Mutations: mutations})
}

// AlterSchema adds to the schema or changes it.
func AlterSchema(connection, schema string) error { return check(hostAlterSchema(connection, schema)) }

// DropAttr deletes a predicate from the schema, with its data.
func DropAttr(connection, attr string) error { return check(hostDropAttribute(connection, attr)) }

// DropAll deletes all data.
func DropAll(connection string) error { return check(hostDropAllData(connection)) }

func check(answer *string) error {
	if answer == nil {
		return errFailed
	}
	return nil
}

var rdfEscapes = strings.NewReplacer(
	"\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\r", "\\r", "\t", "\\t", "\f", "\\f", "\b", "\\b")

// EscapeRDF makes text fit between the quotes of an RDF literal.
func EscapeRDF(value string) string { return rdfEscapes.Replace(value) }
