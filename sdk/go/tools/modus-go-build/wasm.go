// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	headerSize    = 8
	customSection = 0
	importSection = 2
)

var errDamaged = errors.New("the compiler's output is not a WebAssembly module")

// The names "module.function" of the host functions that a module imports.
func importedFunctions(wasm []byte) ([]string, error) {
	section, err := findSection(wasm, importSection)
	if err != nil {
		return nil, err
	}
	var names []string
	r := wasmReader{section}
	for count := r.number(); count > 0 && !r.failed(); count-- {
		module, name := r.text(), r.text()
		if kind := r.byte(); kind != 0 {
			return nil, fmt.Errorf("the module imports %s.%s, which is no function", module, name)
		}
		r.number()
		names = append(names, module+"."+name)
	}
	if r.failed() {
		return nil, errDamaged
	}
	return names, nil
}

func findSection(wasm []byte, wanted byte) ([]byte, error) {
	var found []byte
	err := eachSection(wasm, func(id byte, contents, _ []byte) {
		if id == wanted {
			found = contents
		}
	})
	return found, err
}

// Tells of each section: what it is, its contents, and all of it.
func eachSection(wasm []byte, tell func(id byte, contents, whole []byte)) error {
	if len(wasm) < headerSize {
		return errDamaged
	}
	for r := (wasmReader{wasm[headerSize:]}); len(r.bytes) > 0; {
		rest := r.bytes
		id := r.byte()
		contents := r.take(int(r.number()))
		if r.failed() {
			return errDamaged
		}
		tell(id, contents, rest[:len(rest)-len(r.bytes)])
	}
	return nil
}

// The module without the names of its functions.
func withoutNames(wasm []byte) ([]byte, error) {
	if len(wasm) < headerSize {
		return nil, errDamaged
	}
	kept := append(make([]byte, 0, len(wasm)), wasm[:headerSize]...)
	err := eachSection(wasm, func(id byte, contents, whole []byte) {
		name := wasmReader{contents}
		if id != customSection || name.text() != "name" {
			kept = append(kept, whole...)
		}
	})
	return kept, err
}

// After a read beyond the end everything is zero.
type wasmReader struct{ bytes []byte }

func (r *wasmReader) failed() bool { return r.bytes == nil }

func (r *wasmReader) take(n int) []byte {
	if n < 0 || n > len(r.bytes) {
		r.bytes = nil
		return nil
	}
	taken := r.bytes[:n]
	r.bytes = r.bytes[n:]
	return taken
}

func (r *wasmReader) byte() byte {
	if taken := r.take(1); len(taken) == 1 {
		return taken[0]
	}
	return 0
}

func (r *wasmReader) number() uint64 {
	n, size := binary.Uvarint(r.bytes)
	r.take(max(size, -1))
	if size <= 0 {
		r.bytes = nil
	}
	return n
}

func (r *wasmReader) text() string { return string(r.take(int(r.number()))) }

func appendCustomSection(wasm []byte, name string, contents []byte) []byte {
	var body []byte
	body = binary.AppendUvarint(body, uint64(len(name)))
	body = append(body, name...)
	body = append(body, contents...)
	wasm = binary.AppendUvarint(append(wasm, 0), uint64(len(body)))
	return append(wasm, body...)
}
