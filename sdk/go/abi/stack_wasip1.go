// SPDX-License-Identifier: Apache-2.0

package abi

// Calls run on the goroutine that initialises the app. Its stack, grown now, is part of the snapshot:
// otherwise each call would grow it anew, copying it each time it doubles.
func init() { growStack(0) }

const stackRoom = 24 << 10 // which makes the stack 32 KB

//go:noinline
func growStack(at int) byte {
	var room [stackRoom]byte
	return room[at]
}
