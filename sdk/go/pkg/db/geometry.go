// SPDX-License-Identifier: Apache-2.0

package db

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A Point is a point of the plane, as databases know it.
type Point struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// NewPoint makes a Point.
func NewPoint(x, y float64) *Point { return &Point{x, y} }

// ParsePoint reads "(x,y)" or "POINT(x y)".
func ParsePoint(s string) (*Point, error) {
	x, y, err := parsePair(s)
	if err != nil {
		return nil, err
	}
	return &Point{x, y}, nil
}

// String returns "(x,y)".
func (p *Point) String() string { return formatPair(p.X, p.Y) }

// MarshalJSON writes the point as text, which databases take.
func (p *Point) MarshalJSON() ([]byte, error) { return json.Marshal(p.String()) }

// UnmarshalJSON reads text as ParsePoint does, or an object.
func (p *Point) UnmarshalJSON(data []byte) error {
	type plain Point
	return unmarshalPair(data, (*plain)(p), &p.X, &p.Y)
}

// A Location is a place on Earth, in degrees.
type Location struct {
	Longitude float64 `json:"longitude"`
	Latitude  float64 `json:"latitude"`
}

// NewLocation makes a Location.
func NewLocation(longitude, latitude float64) *Location { return &Location{longitude, latitude} }

// ParseLocation reads "(longitude,latitude)" or "POINT(longitude latitude)".
func ParseLocation(s string) (*Location, error) {
	longitude, latitude, err := parsePair(s)
	if err != nil {
		return nil, err
	}
	return &Location{longitude, latitude}, nil
}

// String returns "(longitude,latitude)".
func (l *Location) String() string { return formatPair(l.Longitude, l.Latitude) }

// MarshalJSON writes the location as text, which databases take.
func (l *Location) MarshalJSON() ([]byte, error) { return json.Marshal(l.String()) }

// UnmarshalJSON reads text as ParseLocation does, or an object.
func (l *Location) UnmarshalJSON(data []byte) error {
	type plain Location
	return unmarshalPair(data, (*plain)(l), &l.Longitude, &l.Latitude)
}

func formatPair(a, b float64) string {
	return "(" + strconv.FormatFloat(a, 'g', -1, 64) + "," + strconv.FormatFloat(b, 'g', -1, 64) + ")"
}

func parsePair(s string) (float64, float64, error) {
	inner := strings.TrimSpace(s)
	if len(inner) > 5 && strings.EqualFold(inner[:5], "POINT") {
		inner = strings.TrimSpace(inner[5:])
	}
	if strings.HasPrefix(inner, "(") && strings.HasSuffix(inner, ")") {
		inner = inner[1 : len(inner)-1]
	}
	parts := strings.FieldsFunc(inner, func(r rune) bool { return r == ',' || r == ' ' })
	if len(parts) != 2 {
		return 0, 0, fmt.Errorf("%q is no pair of coordinates", s)
	}
	a, err := strconv.ParseFloat(parts[0], 64)
	if err != nil {
		return 0, 0, fmt.Errorf("%q is no pair of coordinates: %w", s, err)
	}
	b, err := strconv.ParseFloat(parts[1], 64)
	if err != nil {
		return 0, 0, fmt.Errorf("%q is no pair of coordinates: %w", s, err)
	}
	return a, b, nil
}

func unmarshalPair(data []byte, object any, a, b *float64) error {
	if len(data) > 0 && data[0] == '{' {
		return json.Unmarshal(data, object)
	}
	var text string
	err := json.Unmarshal(data, &text)
	if err == nil {
		*a, *b, err = parsePair(text)
	}
	return err
}
