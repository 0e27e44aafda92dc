// SPDX-License-Identifier: Apache-2.0

package main

import "fmt"

// What may be left out is a pointer, which is nil then: Go has no defaults.

func orElse[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

func nextNumber() int32 { return 7 }

func SayHello(name *string) string { return "Hello, " + orElse(name, "World") + "!" }

func Offset(value int32, by *int32) int32 { return value + orElse(by, -1) }

func InSeconds(seconds *int32, exact *uint64) string {
	const hour = 60 * 60
	return fmt.Sprint(orElse(seconds, 2*hour+30), " ", orElse(exact, 9007199254740993))
}

func DescribeAddress(city string, address *Address) string {
	return fmt.Sprintf("%s: %q", city, orElse(address, Address{}).Street)
}

func Computed(first int32, second *int32) int32 { return first*100 + orElse(second, nextNumber()) }
