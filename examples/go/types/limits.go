// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"time"
)

// Functions that take as much time, memory, stack or room as they are asked to.

// Sleep sleeps without keeping a processor busy.
func Sleep(milliseconds uint32) { time.Sleep(time.Duration(milliseconds) * time.Millisecond) }

func TakeMemory(megabytes int) int {
	var blocks [][]byte
	for range megabytes {
		blocks = append(blocks, make([]byte, 1<<20))
	}
	return len(blocks)
}

func Nest(depth int) int {
	if depth == 0 {
		return 0
	}
	return 1 + Nest(depth-1)
}

func LongText(kilobytes int) string { return strings.Repeat("0123456789abcdef", kilobytes*64) }
