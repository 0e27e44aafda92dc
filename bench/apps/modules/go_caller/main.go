// SPDX-License-Identifier: Apache-2.0

// Functions that call another module once, and the same without the call.
package main

import as "gocaller/modules/as_callee"

func CallScalar(x int) (int, error)             { return as.Scalar(x) }
func CallText(x string) (string, error)         { return as.Text(x) }
func CallObject(x as.Person) (as.Person, error) { return as.Object(x) }

func OwnScalar(x int) (int, error)             { return x, nil }
func OwnText(x string) (string, error)         { return x, nil }
func OwnObject(x as.Person) (as.Person, error) { return x, nil }
