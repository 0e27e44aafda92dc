// SPDX-License-Identifier: Apache-2.0

package abi

import (
	"errors"
	"sync"
	"unsafe"
)

// Held from a host call until its result is taken: meanwhile no other goroutine may call the host.
var host sync.Mutex

// Call calls a host function with packed arguments. It returns the packed result, and whether there
// is one: a function that failed, or whose result is null, has none.
func Call(function func(address unsafe.Pointer, length uint32) int32, arguments *Writer) (*Reader, bool) {
	var address unsafe.Pointer
	if len(arguments.bytes) > 0 {
		address = unsafe.Pointer(&arguments.bytes[0])
	}
	host.Lock()
	defer host.Unlock()
	length := function(address, uint32(len(arguments.bytes)))
	if length < 0 {
		return nil, false
	}
	if length == 0 {
		return NewReader(nil), true
	}
	return NewReader(fetch(uint32(length))), true
}

// CallForString calls a host function whose result is a string that may be missing.
func CallForString(function func(address unsafe.Pointer, length uint32) int32, arguments *Writer) *string {
	r, ok := Call(function, arguments)
	if !ok {
		return nil
	}
	return r.OptionalString()
}

// CallModule calls a function of another module with packed arguments. It returns the packed results.
func CallModule(function func(address unsafe.Pointer, length uint32) int32, arguments *Writer) (*Reader, error) {
	if err := arguments.Err(); err != nil {
		return nil, err
	}
	r, ok := Call(function, arguments)
	if !ok {
		return nil, errors.New("the module was not called; rebuild the app with \"modus build\"")
	}
	if r.Uint8() != 0 {
		return nil, errors.New(r.String())
	}
	return r, nil
}
