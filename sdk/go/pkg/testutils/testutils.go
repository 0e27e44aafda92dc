// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

// Package testutils lets an app's tests run natively, with "go test": they say what the host answers.
// Where a test says nothing, secrets come from the environment (MODUS_APP_NAME), the time from the
// system, log messages go to stderr, and everything else fails.
//
// Arguments and answers of host functions are the values that the SDK's packages take and return: a
// *http.Request and a *http.Response for "modus_http_client.fetch", a name and JSON text for
// "modus_models.invokeModel", and so on. What answers "modus_models.invokeModel" answers streams and
// models.Ask as well, where "modus_models.streamModel" and "modus_models.askModel" have no mocks of their
// own: with the whole answer in one piece, and with the value as JSON.
package testutils

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

// T is what Mock needs of a *testing.T.
type T interface {
	Helper()
	Cleanup(func())
}

// A Function answers calls of a host function. Nil means that the host function failed.
type Function = func(arguments ...any) any

// A ModelStream is what a mock of "modus_models.streamModel" may answer: pieces of text and then the whole
// answer, or without one a model that breaks off.
type ModelStream = native.ModelStream

// Mock sets what a host function, such as "modus_models.invokeModel", answers until the test ends.
func Mock(t T, name string, function Function) {
	t.Helper()
	before := native.Mock(name, function)
	t.Cleanup(func() { native.Mock(name, before) })
}

// A CallStack holds calls; the last one made is on top.
type CallStack struct {
	items [][]any
}

// NewCallStack returns an empty stack.
func NewCallStack() *CallStack { return &CallStack{} }

// Push puts the values of a call on the stack.
func (s *CallStack) Push(values ...any) { s.items = append(s.items, values) }

// Pop takes the last call from the stack; nil when there is none.
func (s *CallStack) Pop() []any {
	if len(s.items) == 0 {
		return nil
	}
	last := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return last
}

// Size tells how many calls are on the stack.
func (s *CallStack) Size() int { return len(s.items) }

// Calls returns the arguments of the calls of a host function so far, the last one on top.
func Calls(name string) *CallStack {
	stack := NewCallStack()
	for _, call := range native.Calls(name) {
		stack.Push(call.Arguments...)
	}
	return stack
}

// Forget forgets the calls made so far.
func Forget() { native.Forget() }
