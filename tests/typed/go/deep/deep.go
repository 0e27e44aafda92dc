// SPDX-License-Identifier: Apache-2.0

// Package deep asks models on behalf of others.
package deep

import "github.com/hypermodeinc/modus/sdk/go/pkg/models"

// A Note is asked for by others. What they cannot reach is no part of it.
type Note struct {
	Text   string
	hidden int
}

// Seen tells whether anything was written where nothing can be.
func (n Note) Seen() bool { return n.hidden != 0 }

// Ask is known by the type that its caller gives.
func Ask[T, TIn any](model models.Asker[TIn], input *TIn) (T, error) {
	return models.Ask[T](model, input)
}
