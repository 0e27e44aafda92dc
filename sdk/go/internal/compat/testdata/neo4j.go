// SPDX-License-Identifier: Apache-2.0

package neo4j

type Neo4jOption func(*neo4jOptions)

func WithDbName(dbName string) Neo4jOption

type EagerResult struct {
	Keys    []string
	Records []*Record
}
type Record struct {
	Keys   []string
	Values []string
}
type RecordValue interface {
}
type Entity interface {
	GetElementId() string
	GetProperties() map[string]any
}
type Node struct {
	ElementId string
	Labels    []string
	Props     map[string]any
}

func (n *Node) GetElementId() string
func (n *Node) GetProperties() map[string]any

type Relationship struct {
	ElementId      string
	StartElementId string
	EndElementId   string
	Type           string
	Props          map[string]any
}

func (r *Relationship) GetElementId() string
func (r *Relationship) GetProperties() map[string]any

type Path struct {
	Nodes         []Node
	Relationships []Relationship
}
type PropertyValue interface {
}
type Point2D struct {
	X            float64
	Y            float64
	SpatialRefId uint32
}
type Point3D struct {
	X            float64
	Y            float64
	Z            float64
	SpatialRefId uint32
}

func (p Point2D) String() string
func (p Point3D) String() string
func ExecuteQuery(connection, query string, parameters map[string]any, opts ...Neo4jOption) (*EagerResult, error)
func GetRecordValue[T RecordValue](record *Record, key string) (T, error)
func (r *Record) Get(key string) (string, bool)
func (r *Record) AsMap() map[string]string
func (r *Record) JSONMarshal() ([]byte, error)
func GetProperty[T PropertyValue](e Entity, key string) (T, error)
