// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package native

// A ModelStream is an answer of a model as it comes.
type ModelStream struct {
	// Deltas are the pieces of its text.
	Deltas []string

	// Response is the whole answer, JSON; without one the model breaks off after the pieces.
	Response string
}

// ModelStreamOf makes a stream of what a mock answered: a stream, or a whole answer, whose text comes in
// one piece. Nil when it answered nothing.
func ModelStreamOf(answer any, textOf func(response string) string) *ModelStream {
	switch answer := answer.(type) {
	case *ModelStream:
		return answer
	case ModelStream:
		return &answer
	}
	response := text(answer)
	if response == nil {
		return nil
	}
	stream := &ModelStream{Response: *response}
	if text := textOf(*response); text != "" {
		stream.Deltas = []string{text}
	}
	return stream
}
