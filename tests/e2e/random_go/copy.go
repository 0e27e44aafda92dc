// SPDX-License-Identifier: Apache-2.0

// The functions that copy values part by part; random_go_types.py puts them together for random types.
package main

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"example.com/random/shapes"
)

// Text is another name for string.
type Text = string

func copyPlain[T any](v T) T { return v }

func copyText[T ~string](v T) T { return T(strings.Join(strings.Split(string(v), ""), "")) }

func copyTime(v time.Time) time.Time {
	_, offset := v.Zone()
	return time.Unix(v.Unix(), int64(v.Nanosecond())).In(time.FixedZone("", offset))
}

func copyPointer[T any](part func(T) T) func(*T) *T {
	return func(v *T) *T {
		if v == nil {
			return nil
		}
		copied := part(*v)
		return &copied
	}
}

func copySlice[S ~[]E, E any](part func(E) E) func(S) S {
	return func(v S) S {
		if v == nil {
			return nil
		}
		copied := make(S, 0)
		for _, e := range v {
			copied = append(copied, part(e))
		}
		return copied
	}
}

func copyMap[M ~map[K]E, K comparable, E any](key func(K) K, part func(E) E) func(M) M {
	return func(v M) M {
		if v == nil {
			return nil
		}
		copied := M{}
		for k := range v {
			copied[key(k)] = part(v[k])
		}
		return copied
	}
}

func copyBox[T any](part func(T) T) func(shapes.Box[T]) shapes.Box[T] {
	return func(v shapes.Box[T]) shapes.Box[T] {
		return shapes.Box[T]{Content: part(v.Content), Spare: copyPointer(part)(v.Spare)}
	}
}

func copyPoint(v shapes.Point) shapes.Point {
	return shapes.Point{X: v.X, Y: v.Y, At: copyPointer(copyTime)(v.At)}
}

func copyAny(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return copyMap[map[string]any](copyText, copyAny)(v)
	case []any:
		return copySlice[[]any](copyAny)(v)
	}
	return v
}

// Each of a list's items, one after the other.
func each[T any](values []T, part func(T) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range values {
			if !yield(part(v)) {
				return
			}
		}
	}
}

// Moment tells what a time is to the app, its zone included.
func Moment(value time.Time) string { return value.Format(time.RFC3339Nano) }

// Length counts what a text has: bytes, and runes.
func Length(text string) (bytes, runes int) { return len(text), len([]rune(text)) }

// What an integer is to the app.
func BorderInt8(value int8) string       { return fmt.Sprint(value) }
func BorderInt16(value int16) string     { return fmt.Sprint(value) }
func BorderInt32(value int32) string     { return fmt.Sprint(value) }
func BorderRune(value rune) string       { return fmt.Sprint(value) }
func BorderInt(value int) string         { return fmt.Sprint(value) }
func BorderInt64(value int64) string     { return fmt.Sprint(value) }
func BorderUint8(value uint8) string     { return fmt.Sprint(value) }
func BorderByte(value byte) string       { return fmt.Sprint(value) }
func BorderUint16(value uint16) string   { return fmt.Sprint(value) }
func BorderUint32(value uint32) string   { return fmt.Sprint(value) }
func BorderUint(value uint) string       { return fmt.Sprint(value) }
func BorderUintptr(value uintptr) string { return fmt.Sprint(value) }
func BorderUint64(value uint64) string   { return fmt.Sprint(value) }
