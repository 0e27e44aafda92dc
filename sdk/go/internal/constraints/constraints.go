// SPDX-License-Identifier: Apache-2.0

// Package constraints names groups of types.
package constraints

// Integer is any integer type.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Float is any floating-point type.
type Float interface {
	~float32 | ~float64
}
