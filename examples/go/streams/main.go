// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"iter"
	"strings"
)

// Countdown counts down to 1.
func Countdown(from int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := from; i > 0 && yield(i); i-- {
		}
	}
}

// A Word of a text.
type Word struct {
	Text     string
	Position int
}

// Words gives the words of a text, one after another.
func Words(text string) iter.Seq2[Word, error] {
	return func(yield func(Word, error) bool) {
		for i, part := range strings.Split(text, " ") {
			if part == "" {
				continue
			}
			if part == "stop" {
				yield(Word{}, errors.New("The text says so."))
				return
			}
			if !yield(Word{part, i}, nil) {
				return
			}
		}
	}
}

// CountWords tells how many words a text has.
func CountWords(text string) int {
	count := 0
	for range Words(text) {
		count++
	}
	return count
}
