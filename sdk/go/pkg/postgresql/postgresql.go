// SPDX-License-Identifier: Apache-2.0

// Package postgresql asks PostgreSQL databases. Connections in modus.json say which.
package postgresql

import "github.com/hypermodeinc/modus/sdk/go/pkg/db"

const dbType = "postgresql"

// A Point is a point of the plane.
type Point = db.Point

// A Location is a place on Earth.
type Location = db.Location

// NewPoint makes a Point.
func NewPoint(x, y float64) *Point { return db.NewPoint(x, y) }

// NewLocation makes a Location.
func NewLocation(longitude, latitude float64) *Location { return db.NewLocation(longitude, latitude) }

// Execute runs a statement whose rows are of no interest.
func Execute(connection, statement string, params ...any) (*db.Response, error) {
	return db.Execute(connection, dbType, statement, params...)
}

// Query runs a statement and reads each of its rows into a T, columns by name.
func Query[T any](connection, statement string, params ...any) (*db.QueryResponse[T], error) {
	return db.Query[T](connection, dbType, statement, params...)
}

// QueryScalar runs a statement that gives one row of one column.
func QueryScalar[T any](connection, statement string, params ...any) (*db.ScalarResponse[T], error) {
	return db.QueryScalar[T](connection, dbType, statement, params...)
}
