// SPDX-License-Identifier: Apache-2.0

package postgresql

func Execute(connection, statement string, params ...any) (*db.Response, error)
func Query[T any](connection, statement string, params ...any) (*db.QueryResponse[T], error)
func QueryScalar[T any](connection, statement string, params ...any) (*db.ScalarResponse[T], error)

type Point = db.Point
type Location = db.Location

func NewPoint(x, y float64) *Point
func NewLocation(longitude, latitude float64) *Location
