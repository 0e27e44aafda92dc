// SPDX-License-Identifier: Apache-2.0

package main

// Mean of the values that are known.
func Mean(values []*float64) *float64 {
	sum, count := 0.0, 0
	for _, known := range values {
		if known != nil {
			sum += *known
			count++
		}
	}
	if count == 0 {
		return nil
	}
	mean := sum / float64(count)
	return &mean
}

// Wrap puts any value into an envelope.
func Wrap(value any) any { return map[string]any{"value": value} }
