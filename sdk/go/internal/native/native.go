// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

// Package native stands in for the host where there is none: in an app's own tests.
package native

import (
	"fmt"
	"os"
	"sync"
)

// A Function answers calls of a host function. Nothing at all (nil) means that the function failed.
type Function func(arguments ...any) any

// A Call is one that was made.
type Call struct {
	Name      string
	Arguments []any
}

var (
	lock      sync.Mutex
	functions = map[string]Function{}
	defaults  = map[string]Function{}
	calls     []Call
)

// Default says what a host function answers where a test says nothing.
func Default(name string, function Function) { defaults[name] = function }

// Mock sets what a host function answers; nil takes it back. It returns what was set before.
func Mock(name string, function Function) Function {
	lock.Lock()
	defer lock.Unlock()
	before := functions[name]
	functions[name] = function
	return before
}

// Invoke calls a host function.
func Invoke(name string, arguments ...any) any {
	lock.Lock()
	function := functions[name]
	if function == nil {
		function = defaults[name]
	}
	calls = append(calls, Call{name, arguments})
	lock.Unlock()
	if function == nil {
		fmt.Fprintf(os.Stderr, "Error: %s is called outside of Modus; testutils.Mock says what it answers\n", name)
		return nil
	}
	return function(arguments...)
}

// Calls returns those made of a host function so far.
func Calls(name string) []Call {
	lock.Lock()
	defer lock.Unlock()
	var made []Call
	for _, call := range calls {
		if call.Name == name {
			made = append(made, call)
		}
	}
	return made
}

// Forget forgets the calls made so far.
func Forget() {
	lock.Lock()
	defer lock.Unlock()
	calls = nil
}

// String calls a host function whose result is a string. Bytes and *string will do.
func String(name string, arguments ...any) *string {
	return text(Invoke(name, arguments...))
}

func text(answer any) *string {
	switch value := answer.(type) {
	case string:
		return &value
	case []byte:
		text := string(value)
		return &text
	case *string:
		return value
	}
	return nil
}

// Result calls a host function whose result is a *T, or a T.
func Result[T any](name string, arguments ...any) *T {
	switch value := Invoke(name, arguments...).(type) {
	case T:
		return &value
	case *T:
		return value
	}
	return nil
}
