// SPDX-License-Identifier: Apache-2.0

// Package other has types that the app takes from elsewhere.
package other

import "time"

// A Shape has the name of a type of the app.
type Shape struct {
	Corners uint8
	kept    time.Time
}

// Kept is how the field is reached that nobody else sees.
func (s Shape) Kept() bool { return !s.kept.IsZero() }
