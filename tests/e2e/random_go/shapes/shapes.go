// SPDX-License-Identifier: Apache-2.0

// Package shapes has types that the app uses and does not own.
package shapes

import "time"

// A Label is text with a name for its type.
type Label string

// Labels is a list with a name for its type.
type Labels []Label

// A Point is embedded by the structs of the app.
type Point struct {
	X, Y int16
	At   *time.Time
	kept string
}

// A Box holds something.
type Box[T any] struct {
	Content T
	Spare   *T
}
