// SPDX-License-Identifier: Apache-2.0

package main

// EchoArray takes so many values: fewer are filled up with zeros, more are an error.
func EchoArray(values [2]float32) [2]float32 { return values }

func EchoBytes(values []byte) []byte { return values }

func EchoFourBytes(values [4]byte) [4]byte { return values }

func Lookup(values map[string]int32, key string) int32 {
	if value, found := values[key]; found {
		return value
	}
	return -1
}

func LookUpNumber(values map[int16]string, key int16) string {
	if value, found := values[key]; found {
		return value
	}
	return "none"
}

func LookUpFloat(values map[float64]bool, key float64) bool {
	_, found := values[key]
	return found
}

func WithoutKey(values map[uint8]uint8, key uint8) map[uint8]uint8 {
	delete(values, key)
	return values
}
