// SPDX-License-Identifier: Apache-2.0

package main

import "strings"

func EchoBools(values []bool) []bool { return values }

func EchoI8s(values []int8) []int8 { return values }

func EchoI16s(values []int16) []int16 { return values }

func EchoI32s(values []int32) []int32 { return values }

func EchoU64s(values []uint64) []uint64 { return values }

func EchoF32s(values []float32) []float32 { return values }

func EchoF64s(values []float64) []float64 { return values }

func EchoStrings(values []string) []string { return values }

func EchoNullableStrings(values []*string) []*string { return values }

// EchoNullableList gives null for a nil slice.
func EchoNullableList(values []string) []string { return values }

func EchoMatrix(rows [][]int32) [][]int32 { return rows }

func EchoPersons(persons []Person) []Person { return persons }

func EchoNullablePersons(persons []*Person) []*Person { return persons }

// Append returns the list with one more element.
func Append(values []int32, value int32) []int32 { return append(values, value) }

// Sum takes any number of values: a variadic parameter is a list.
func Sum(values ...int32) int64 {
	var total int64
	for _, value := range values {
		total += int64(value)
	}
	return total
}

func Join(words []string, separator *string) string {
	if separator == nil {
		return strings.Join(words, ", ")
	}
	return strings.Join(words, *separator)
}

func EmptyList() []string { return []string{} }
