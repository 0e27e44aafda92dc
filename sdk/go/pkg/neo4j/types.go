// SPDX-License-Identifier: Apache-2.0

package neo4j

import (
	"fmt"
	"time"
)

// A RecordValue is what a record may hold.
type RecordValue interface {
	bool | int64 | float64 | string | time.Time | []byte | []any | map[string]any |
		Node | Relationship | Path | Point2D | Point3D
}

// A PropertyValue is what a property may hold.
type PropertyValue interface {
	bool | int64 | float64 | string | time.Time | []byte | []any | Point2D | Point3D
}

// An Entity is a node or a relationship.
type Entity interface {
	GetElementId() string
	GetProperties() map[string]any
}

// A Node of the graph.
type Node struct {
	ElementId string
	Labels    []string
	Props     map[string]any
}

// GetElementId returns the id that the database gave the node.
func (n *Node) GetElementId() string { return n.ElementId }

// GetProperties returns the node's properties.
func (n *Node) GetProperties() map[string]any { return n.Props }

// A Relationship between two nodes.
type Relationship struct {
	ElementId      string
	StartElementId string
	EndElementId   string
	Type           string
	Props          map[string]any
}

// GetElementId returns the id that the database gave the relationship.
func (r *Relationship) GetElementId() string { return r.ElementId }

// GetProperties returns the relationship's properties.
func (r *Relationship) GetProperties() map[string]any { return r.Props }

// A Path through the graph: each relationship leads from a node to the next.
type Path struct {
	Nodes         []Node
	Relationships []Relationship
}

// A Point2D is a point of a plane, or a place on Earth.
type Point2D struct {
	X            float64
	Y            float64
	SpatialRefId uint32
}

// String returns the point as text.
func (p Point2D) String() string {
	return fmt.Sprintf("Point{SpatialRefId=%d, X=%f, Y=%f}", p.SpatialRefId, p.X, p.Y)
}

// A Point3D is a point in space, or a place above Earth.
type Point3D struct {
	X            float64
	Y            float64
	Z            float64
	SpatialRefId uint32
}

// String returns the point as text.
func (p Point3D) String() string {
	return fmt.Sprintf("Point{SpatialRefId=%d, X=%f, Y=%f, Z=%f}", p.SpatialRefId, p.X, p.Y, p.Z)
}
