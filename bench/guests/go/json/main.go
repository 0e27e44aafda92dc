// SPDX-License-Identifier: Apache-2.0

// Takes JSON and gives JSON: what a standard-Go function does for every call.
package main

import (
	"encoding/json"
	"unsafe"
)

type person struct {
	First string   `json:"first"`
	Last  string   `json:"last"`
	Age   int      `json:"age"`
	Tags  []string `json:"tags"`
}

type greeting struct {
	Text string   `json:"text"`
	Age  int      `json:"age"`
	Tags []string `json:"tags"`
}

// Keeps what the host holds a pointer to from the garbage collector.
var kept = map[uint32][]byte{}

func keep(bytes []byte) uint32 {
	pointer := uint32(uintptr(unsafe.Pointer(unsafe.SliceData(bytes))))
	kept[pointer] = bytes
	return pointer
}

//go:wasmexport alloc
func alloc(size uint32) uint32 { return keep(make([]byte, size)) }

// greet gives the result's pointer in the upper half and its length in the lower half.
//
//go:wasmexport greet
func greet(pointer, length uint32) uint64 {
	var in person
	if err := json.Unmarshal(kept[pointer][:length], &in); err != nil {
		panic(err)
	}
	out := greeting{Text: "Hello, " + in.First + " " + in.Last + "!", Age: in.Age + 1}
	for i := len(in.Tags) - 1; i >= 0; i-- {
		out.Tags = append(out.Tags, in.Tags[i])
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return uint64(keep(text))<<32 | uint64(len(text))
}

// The caches that encoding/json fills on first use are filled here, so that they lie in the snapshot.
func init() {
	_ = json.Unmarshal([]byte(`{"first":"","last":"","age":1,"tags":[""]}`), &person{})
	_, _ = json.Marshal(greeting{Tags: []string{""}})
}

func main() {}
