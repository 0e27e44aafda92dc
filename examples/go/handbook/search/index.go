// SPDX-License-Identifier: Apache-2.0

// Package search finds texts by their words.
package search

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"strings"
)

// The usual constants of BM25: how soon a word's repetition counts less, and how much length matters.
const (
	saturation = 1.2
	lengthBias = 0.75
)

var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

var ignored = map[string]bool{
	"a": true, "an": true, "and": true, "are": true, "as": true, "do": true, "for": true, "have": true, "how": true, "i": true,
	"in": true, "is": true, "it": true, "may": true, "my": true, "of": true, "on": true, "the": true, "they": true, "to": true,
	"what": true, "when": true, "you": true, "your": true,
}

// Words returns the words of a text that tell something about it.
func Words(text string) []string {
	var words []string
	for _, w := range word.FindAllString(strings.ToLower(text), -1) {
		if !ignored[w] {
			words = append(words, w)
		}
	}
	return words
}

// An Index knows which words each text has. K tells texts apart.
type Index[K cmp.Ordered] struct {
	counts  map[string]map[K]int // word → text → how often
	lengths map[K]int
	total   int
}

// A Match is a text that was found.
type Match[K cmp.Ordered] struct {
	Key   K
	Score float64
}

// New returns an index without texts.
func New[K cmp.Ordered]() *Index[K] {
	return &Index[K]{counts: map[string]map[K]int{}, lengths: map[K]int{}}
}

// Add adds a text.
func (x *Index[K]) Add(key K, text string) {
	for _, w := range Words(text) {
		if x.counts[w] == nil {
			x.counts[w] = map[K]int{}
		}
		x.counts[w][key]++
		x.lengths[key]++
		x.total++
	}
}

// Find returns the texts that fit best, the best first.
func (x *Index[K]) Find(query string, limit int) []Match[K] {
	scores := map[K]float64{}
	texts := float64(len(x.lengths))
	for _, w := range Words(query) {
		having := x.counts[w]
		rarity := math.Log(1 + (texts-float64(len(having))+0.5)/(float64(len(having))+0.5))
		for key, count := range having {
			length := float64(x.lengths[key]) / (float64(x.total) / texts)
			often := float64(count)
			scores[key] += rarity * often * (saturation + 1) / (often + saturation*(1-lengthBias+lengthBias*length))
		}
	}
	matches := func(yield func(Match[K]) bool) {
		for key, score := range maps.All(scores) {
			if !yield(Match[K]{key, score}) {
				return
			}
		}
	}
	return Top(matches, limit, func(a, b Match[K]) int {
		return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(b.Key, a.Key))
	})
}

// Counts returns how often each word is there.
func (x *Index[K]) Counts() map[string]int {
	counts := map[string]int{}
	for w, having := range x.counts {
		for _, count := range having {
			counts[w] += count
		}
	}
	return counts
}
