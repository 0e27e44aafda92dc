// SPDX-License-Identifier: Apache-2.0

package db

type HostQueryResponse struct {
	Error        *string
	ResultJson   *string
	RowsAffected uint32
	LastInsertId uint64
}
type Response struct {
	RowsAffected uint32
	LastInsertId uint64
}
type QueryResponse[T any] struct {
	RowsAffected uint32
	LastInsertId uint64
	Rows         []T
}
type ScalarResponse[T any] struct {
	RowsAffected uint32
	LastInsertId uint64
	Value        T
}

func Execute(connection, dbType, statement string, params ...any) (*Response, error)
func Query[T any](connection, dbType, statement string, params ...any) (*QueryResponse[T], error)
func QueryScalar[T any](connection, dbType, statement string, params ...any) (*ScalarResponse[T], error)

type Location struct {
	Longitude float64 `json:"longitude"`
	Latitude  float64 `json:"latitude"`
}

func (l *Location) String() string
func (l *Location) MarshalJSON() ([]byte, error)
func (l *Location) UnmarshalJSON(data []byte) error
func NewLocation(longitude, latitude float64) *Location
func ParseLocation(s string) (*Location, error)

type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

func (p *Point) String() string
func (p *Point) MarshalJSON() ([]byte, error)
func (p *Point) UnmarshalJSON(data []byte) error
func NewPoint(x, y float64) *Point
func ParsePoint(s string) (*Point, error)
