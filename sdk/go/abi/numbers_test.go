// SPDX-License-Identifier: Apache-2.0

package abi

import (
	"bytes"
	"math"
	"slices"
	"testing"
)

type celsius float32

func TestNumbersArePackedAsOneByOne(t *testing.T) {
	values := []celsius{0.5, -273.15, math.MaxFloat32}
	whole, single := &Writer{}, &Writer{}
	WriteNumbers(whole, values)
	single.Bool(true)
	single.Count(len(values))
	for _, v := range values {
		single.Float32(float32(v))
	}
	if !bytes.Equal(whole.Bytes(), single.Bytes()) {
		t.Fatalf("% x, want % x", whole.Bytes(), single.Bytes())
	}
	if back := ReadNumbers[[]celsius](NewReader(whole.Bytes())); !slices.Equal(back, values) {
		t.Errorf("%v came back", back)
	}
}

func TestNoNumbers(t *testing.T) {
	w := &Writer{}
	WriteNumbers[[]int16](w, nil)
	WriteNumbers(w, []int64{})
	r := NewReader(w.Bytes())
	if v := ReadNumbers[[]int16](r); v != nil {
		t.Errorf("nil came back as %v", v)
	}
	if v := ReadNumbers[[]int64](r); v == nil || len(v) != 0 || len(r.bytes) != 0 {
		t.Errorf("%v came back, and %d bytes are left", v, len(r.bytes))
	}
}

func TestFewerNumbersThanCounted(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a length beyond the end was believed")
		}
	}()
	ReadNumbers[[]int64](NewReader([]byte{1, 2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}))
}
