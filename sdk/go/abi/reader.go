// SPDX-License-Identifier: Apache-2.0

package abi

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Reader unpacks values in the order in which they were packed. A block that does not hold what is
// asked for is a fault of the runtime or of the build, and makes it panic.
type Reader struct {
	bytes []byte
	err   error
}

// NewReader returns a Reader of a block. Strings are copied out of it.
func NewReader(block []byte) *Reader { return &Reader{bytes: block} }

// Err tells why what was unpacked for that argument is none of its values, or nil.
func (r *Reader) Err(argument string) error {
	if r.err == nil {
		return nil
	}
	return fmt.Errorf("the argument %q is not valid: %w", argument, r.err)
}

func (r *Reader) take(n int) []byte {
	if n < 0 || n > len(r.bytes) {
		panic(fmt.Sprintf("damaged block: %d bytes are asked for and %d are left; rebuild the app with \"modus build\"", n, len(r.bytes)))
	}
	taken := r.bytes[:n]
	r.bytes = r.bytes[n:]
	return taken
}

func (r *Reader) Bool() bool     { return r.Uint8() != 0 }
func (r *Reader) Int8() int8     { return int8(r.Uint8()) }
func (r *Reader) Int16() int16   { return int16(r.Uint16()) }
func (r *Reader) Int32() int32   { return int32(r.Uint32()) }
func (r *Reader) Int64() int64   { return int64(r.Uint64()) }
func (r *Reader) Uint8() uint8   { return r.take(1)[0] }
func (r *Reader) Uint16() uint16 { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *Reader) Uint32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *Reader) Uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }

func (r *Reader) Float32() float32 { return math.Float32frombits(r.Uint32()) }
func (r *Reader) Float64() float64 { return math.Float64frombits(r.Uint64()) }

// An int, a uint and a uintptr have 32 bits outside of Go.

func (r *Reader) Int() int         { return int(r.Int32()) }
func (r *Reader) Uint() uint       { return uint(r.Uint32()) }
func (r *Reader) Uintptr() uintptr { return uintptr(r.Uint32()) }

func (r *Reader) String() string { return string(r.take(r.Count())) }

// Blob unpacks bytes that may be nil.
func (r *Reader) Blob() []byte {
	if !r.Bool() {
		return nil
	}
	return append([]byte{}, r.take(r.Count())...)
}

// Raw unpacks as many bytes as the slice has.
func (r *Reader) Raw(to []byte) { copy(to, r.take(len(to))) }

// Count unpacks the length of what follows. It is never more than what is left of the block.
func (r *Reader) Count() int {
	n := int(r.Uint32())
	if n > len(r.bytes) {
		r.take(n)
	}
	return n
}

func (r *Reader) Time() time.Time {
	seconds, nanoseconds, offset := r.Int64(), r.Uint32(), r.Int32()
	t := time.Unix(seconds, int64(nanoseconds))
	if offset == 0 {
		return t.UTC()
	}
	return t.In(time.FixedZone("", int(offset)))
}

func (r *Reader) Duration() time.Duration { return time.Duration(r.Int64()) }

// RawJson unpacks JSON text; nil when there is nothing.
func (r *Reader) RawJson() []byte { return r.Blob() }

// Text lets a value read itself from its text. One that cannot is the client's fault: see Err.
func (r *Reader) Text(v encoding.TextUnmarshaler) {
	text := r.take(r.Count())
	if err := v.UnmarshalText(bytes.Clone(text)); err != nil && r.err == nil {
		r.err = err
	}
}

// Json unpacks any value, as encoding/json does, but for integers that a float64 would change: these are of
// type json.Number. nil when there is nothing.
func (r *Reader) Json() any {
	if !r.Bool() {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(r.take(r.Count())))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		panic(fmt.Sprintf("damaged block: %v", err))
	}
	return withFloats(v)
}

func withFloats(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil || !strings.ContainsAny(string(v), ".eE") && strconv.FormatFloat(f, 'f', 0, 64) != string(v) {
			return v
		}
		return f
	case []any:
		for i := range v {
			v[i] = withFloats(v[i])
		}
	case map[string]any:
		for key, member := range v {
			v[key] = withFloats(member)
		}
	}
	return v
}
