package main

import "fmt"

// SayHello greets somebody.
// Comments like this one appear in the API's documentation.
func SayHello(name *string) string {
	if name == nil {
		return "Hello, World, from {{name}}!"
	}
	return fmt.Sprintf("Hello, %s, from {{name}}!", *name)
}
