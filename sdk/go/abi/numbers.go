// SPDX-License-Identifier: Apache-2.0

package abi

import "unsafe"

// What lies in memory as it is packed, for WebAssembly is little-endian as well. An int is wider in
// memory, and a bool may only be 0 or 1.
type number interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

func bytesOf[T number](v []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), len(v)*int(unsafe.Sizeof(*new(T))))
}

// WriteNumbers packs a list that may be nil, all of it in one copy.
func WriteNumbers[S ~[]T, T number](w *Writer, v S) {
	w.Bool(v != nil)
	if v != nil {
		w.Count(len(v))
		w.Raw(bytesOf(v))
	}
}

// ReadNumbers unpacks a list that may be nil.
func ReadNumbers[S ~[]T, T number](r *Reader) S {
	if !r.Bool() {
		return nil
	}
	n := r.Count()
	packed := r.take(n * int(unsafe.Sizeof(*new(T))))
	v := make(S, n)
	copy(bytesOf(v), packed)
	return v
}
