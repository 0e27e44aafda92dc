// SPDX-License-Identifier: Apache-2.0

package abi

import "unsafe"

//go:wasmimport modus_abi take
func take(to unsafe.Pointer)

// What each call needs lies in one place, so that it dirties one page of memory or two, where objects on the
// heap take two each, of which an instance has none yet.
var call struct {
	// An instance begins where the initialisation of another ended; what both must not share is renewed
	// when it is called first.
	renewed bool

	reader Reader
	writer Writer

	// The answer of the last call: the host reads it after the function has returned.
	answer *Writer

	// Arguments, when they are small, and afterwards results: what is unpacked is copied.
	room [4 << 10]byte
}

// Begin is what each exported function calls first. It returns its arguments.
func Begin(length uint32) *Reader {
	if !call.renewed {
		call.renewed = true
		renew()
	}
	block := call.room[:]
	if length > uint32(len(block)) {
		block = make([]byte, length)
	}
	block = block[:length]
	if length > 0 {
		host.Lock()
		defer host.Unlock()
		take(unsafe.Pointer(&block[0]))
	}
	call.reader = Reader{bytes: block}
	return &call.reader
}

// Takes the block that waits, which must not be empty.
func fetch(length uint32) []byte {
	block := make([]byte, length)
	take(unsafe.Pointer(&block[0]))
	return block
}

// NewAnswer begins the results of a function that succeeded.
func NewAnswer() *Writer {
	call.writer = Writer{bytes: call.room[:0]}
	call.writer.Uint8(0)
	return &call.writer
}

// End is what an exported function returns: its packed answer.
func End(w *Writer) uint64 {
	if w.err != nil {
		return Fail(w.err)
	}
	call.answer = w
	return uint64(uintptr(unsafe.Pointer(&w.bytes[0])))<<32 | uint64(len(w.bytes))
}

// Fail is what an exported function returns when it failed. The client is told the error's text.
func Fail(err error) uint64 {
	w := &Writer{}
	w.Uint8(1)
	w.String(err.Error())
	return End(w)
}

//go:wasmimport modus_streams push
func push(address unsafe.Pointer, length uint32) int32

// NewValue begins a value of a stream.
func NewValue() *Writer { return &Writer{bytes: make([]byte, 0, 64)} }

// Push gives a packed value to the client and waits until it takes more. It returns false when nobody
// takes values, and fails when the value cannot be packed.
func Push(w *Writer) (bool, error) {
	if w.err != nil {
		return false, w.err
	}
	host.Lock()
	defer host.Unlock()
	var address unsafe.Pointer
	if len(w.bytes) > 0 {
		address = unsafe.Pointer(&w.bytes[0])
	}
	return push(address, uint32(len(w.bytes))) != 0, nil
}
