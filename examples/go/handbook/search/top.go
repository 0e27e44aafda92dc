// SPDX-License-Identifier: Apache-2.0

package search

import (
	"container/heap"
	"iter"
	"slices"
)

// Top returns the greatest values, at most as many as limit, the greatest first.
func Top[T any](values iter.Seq[T], limit int, compare func(a, b T) int) []T {
	best := &smallestFirst[T]{compare: compare}
	for v := range values {
		heap.Push(best, v)
		if best.Len() > limit {
			heap.Pop(best)
		}
	}
	slices.SortFunc(best.values, func(a, b T) int { return compare(b, a) })
	return best.values
}

type smallestFirst[T any] struct {
	values  []T
	compare func(a, b T) int
}

func (h *smallestFirst[T]) Len() int           { return len(h.values) }
func (h *smallestFirst[T]) Less(i, j int) bool { return h.compare(h.values[i], h.values[j]) < 0 }
func (h *smallestFirst[T]) Swap(i, j int)      { h.values[i], h.values[j] = h.values[j], h.values[i] }
func (h *smallestFirst[T]) Push(v any)         { h.values = append(h.values, v.(T)) }
func (h *smallestFirst[T]) Pop() any {
	last := h.values[len(h.values)-1]
	h.values = h.values[:len(h.values)-1]
	return last
}
