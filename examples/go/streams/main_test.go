// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"testing"
)

func TestACountdownEndsWithOne(t *testing.T) {
	for from, want := range map[int][]int{3: {3, 2, 1}, 0: nil} {
		if got := slices.Collect(Countdown(from)); !slices.Equal(got, want) {
			t.Errorf("from %d: %v", from, got)
		}
	}
}

func TestWordsKeepTheirPositions(t *testing.T) {
	var found []Word
	for word, err := range Words("one  two") {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, word)
	}
	if !slices.Equal(found, []Word{{"one", 0}, {"two", 2}}) {
		t.Errorf("%v", found)
	}
}

func TestTheTextEndsTheStream(t *testing.T) {
	var last error
	for _, err := range Words("one stop two") {
		last = err
	}
	if last == nil {
		t.Error("there is no error")
	}
}

func TestWordsAreCounted(t *testing.T) {
	if count := CountWords("one after another"); count != 3 {
		t.Error(count)
	}
}
