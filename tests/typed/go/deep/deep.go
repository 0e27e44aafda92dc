// SPDX-License-Identifier: Apache-2.0

// Package deep asks models on behalf of others.
package deep

import "github.com/hypermodeinc/modus/sdk/go/pkg/models"

// Ask is known by the type that its caller gives.
func Ask[T, TIn any](model models.Asker[TIn], input *TIn) (T, error) {
	return models.Ask[T](model, input)
}
