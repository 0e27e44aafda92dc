// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"unicode/utf16"
)

// Each function returns what it is given: one for every scalar type.

func EchoBool(value bool) bool { return value }

func EchoI8(value int8) int8 { return value }

func EchoU8(value uint8) uint8 { return value }

func EchoI16(value int16) int16 { return value }

func EchoU16(value uint16) uint16 { return value }

func EchoI32(value int32) int32 { return value }

func EchoU32(value uint32) uint32 { return value }

func EchoI64(value int64) int64 { return value }

func EchoU64(value uint64) uint64 { return value }

func EchoInt(value int) int { return value }

func EchoUint(value uint) uint { return value }

func EchoF32(value float32) float32 { return value }

func EchoF64(value float64) float64 { return value }

func EchoString(value string) string { return value }

func EchoNullableString(value *string) *string { return value }

// A Color crosses as its number.
type Color int

const (
	Red   Color = 0
	Green Color = 5
	Blue  Color = 6
)

func EchoColor(value Color) Color { return value }

// CodeUnits tells the number of UTF-16 code units, to see that strings arrive unharmed.
func CodeUnits(text string) int { return len(utf16.Encode([]rune(text))) }

// Surrogates returns two emoji, which take four bytes each, around a letter with an accent.
func Surrogates() string { return "🦊é🚀" }

// LoneSurrogate returns a string that ends in a byte that is no UTF-8.
func LoneSurrogate() string { return "half: \xff" }

func Hello() string { return "Hello!" }

// Describe takes values of different sizes.
func Describe(flag bool, big uint64, small uint8, ratio float64, word string) string {
	return fmt.Sprint(flag, " ", big, " ", small, " ", ratio, " ", word)
}

func DoNothing() {}
