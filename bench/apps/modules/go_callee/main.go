// SPDX-License-Identifier: Apache-2.0

// Functions that give back what they take, to be called from the other language.
package main

type Person struct {
	Id     int64
	Name   string
	City   string
	Weight float64
	Active bool
}

func Scalar(x int) int       { return x }
func Text(x string) string   { return x }
func Object(x Person) Person { return x }
