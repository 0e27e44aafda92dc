// SPDX-License-Identifier: Apache-2.0

// Package abi is how the code that modus-go-build generates, and the packages under pkg/, talk to the
// runtime: the encoding of docs/function-abi.md, calls of the host, and calls by it. Apps need none of it.
package abi

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// A Writer packs values one after another. The first value that cannot be packed makes the whole
// block void; Err tells which. The zero Writer is ready for use.
type Writer struct {
	bytes []byte
	err   error
	path  []uintptr // addresses of the recursive structs around the next value
}

// Bytes returns what was packed. It is the Writer's own.
func (w *Writer) Bytes() []byte { return w.bytes }

// Err tells why the block is void, or nil.
func (w *Writer) Err() error { return w.err }

func (w *Writer) fail(format string, arguments ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, arguments...)
	}
}

func (w *Writer) Bool(v bool) {
	if v {
		w.Uint8(1)
	} else {
		w.Uint8(0)
	}
}

func (w *Writer) Int8(v int8)     { w.Uint8(uint8(v)) }
func (w *Writer) Int16(v int16)   { w.Uint16(uint16(v)) }
func (w *Writer) Int32(v int32)   { w.Uint32(uint32(v)) }
func (w *Writer) Int64(v int64)   { w.Uint64(uint64(v)) }
func (w *Writer) Uint8(v uint8)   { w.bytes = append(w.bytes, v) }
func (w *Writer) Uint16(v uint16) { w.bytes = binary.LittleEndian.AppendUint16(w.bytes, v) }
func (w *Writer) Uint32(v uint32) { w.bytes = binary.LittleEndian.AppendUint32(w.bytes, v) }
func (w *Writer) Uint64(v uint64) { w.bytes = binary.LittleEndian.AppendUint64(w.bytes, v) }

func (w *Writer) Float32(v float32) { w.Uint32(math.Float32bits(v)) }
func (w *Writer) Float64(v float64) { w.Uint64(math.Float64bits(v)) }

// Int packs an int, which has 32 bits outside of Go.
func (w *Writer) Int(v int) {
	if int64(v) < math.MinInt32 || int64(v) > math.MaxInt32 {
		w.fail("%d does not fit into the 32 bits that an int has in the API; use int64", v)
	}
	w.Int32(int32(v))
}

// Uint packs a uint, which has 32 bits outside of Go.
func (w *Writer) Uint(v uint) {
	if uint64(v) > math.MaxUint32 {
		w.fail("%d does not fit into the 32 bits that a uint has in the API; use uint64", v)
	}
	w.Uint32(uint32(v))
}

func (w *Writer) Uintptr(v uintptr) { w.Uint(uint(v)) }

func (w *Writer) String(v string) {
	w.Count(len(v))
	w.bytes = append(w.bytes, v...)
}

// Blob packs bytes that may be nil.
func (w *Writer) Blob(v []byte) {
	w.Bool(v != nil)
	if v != nil {
		w.Count(len(v))
		w.Raw(v)
	}
}

// Raw packs bytes whose number both sides know.
func (w *Writer) Raw(v []byte) { w.bytes = append(w.bytes, v...) }

// Count packs the length of what follows.
func (w *Writer) Count(n int) { w.Uint32(uint32(n)) }

// Instant is what types are converted to that are time.Time under another name.
type Instant = time.Time

func (w *Writer) Time(v time.Time) {
	_, offset := v.Zone()
	w.Int64(v.Unix())
	w.Uint32(uint32(v.Nanosecond()))
	w.Int32(int32(offset))
}

func (w *Writer) Duration(v time.Duration) { w.Int64(int64(v)) }

// Json packs any value as JSON text; nothing for what is nil.
func (w *Writer) Json(v any) {
	text, err := json.Marshal(v)
	if err != nil {
		w.fail("a value of type %T cannot be shown as JSON: %v", v, err)
	}
	given := string(text) != "null"
	w.Bool(given)
	if given {
		w.String(string(text))
	}
}

// RawJson packs JSON text; nothing when there is none.
func (w *Writer) RawJson(text []byte) {
	if len(text) > 0 && !json.Valid(text) {
		w.fail("a json.RawMessage is not JSON: %.40q", text)
	}
	given := len(text) > 0 && !bytes.Equal(bytes.TrimSpace(text), []byte("null"))
	w.Bool(given)
	if given {
		w.Count(len(text))
		w.Raw(text)
	}
}

// Text packs a value as the text that it writes itself as.
func (w *Writer) Text(v encoding.TextMarshaler) {
	text, err := v.MarshalText()
	if err != nil {
		w.fail("a value of type %T cannot be shown as text: %w", v, err)
	}
	w.Count(len(text))
	w.Raw(text)
}

// What contains itself is shown so often before a null ends it, as in the original.
const maxVisits = 6

// Enter is called before a struct that may contain itself; when it answers false, a null must stand in
// the struct's place. Leave ends what Enter began.
func (w *Writer) Enter(address uintptr) bool {
	visits := 0
	for _, around := range w.path {
		if around == address {
			visits++
		}
	}
	if visits >= maxVisits {
		return false
	}
	w.path = append(w.path, address)
	return true
}

func (w *Writer) Leave() { w.path = w.path[:len(w.path)-1] }
