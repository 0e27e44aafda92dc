// SPDX-License-Identifier: Apache-2.0

package dgraph

type Request struct {
	Query     *Query
	Mutations []*Mutation
}
type Query struct {
	Query     string
	Variables map[string]string
}
type Mutation struct {
	SetJson   string
	DelJson   string
	SetNquads string
	DelNquads string
	Condition string
}
type Response struct {
	Json string
	Uids map[string]string
}

func NewQuery(query string) *Query
func (q *Query) WithVariable(key string, value any) *Query
func NewMutation() *Mutation
func (m *Mutation) WithSetJson(json string) *Mutation
func (m *Mutation) WithDelJson(json string) *Mutation
func (m *Mutation) WithSetNquads(nquads string) *Mutation
func (m *Mutation) WithDelNquads(nquads string) *Mutation
func (m *Mutation) WithCondition(cond string) *Mutation
func Execute(connection string, request *Request) (*Response, error)
func ExecuteQuery(connection string, query *Query, mutations ...*Mutation) (*Response, error)
func ExecuteMutations(connection string, mutations ...*Mutation) (*Response, error)
func AlterSchema(connection, schema string) error
func DropAttr(connection, attr string) error
func DropAll(connection string) error
func EscapeRDF(value string) string
