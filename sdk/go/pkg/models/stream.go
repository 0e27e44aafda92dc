// SPDX-License-Identifier: Apache-2.0

package models

import (
	"fmt"
	"iter"
)

// PieceKind is what a piece of an answer belongs to.
type PieceKind int32

const (
	PieceText      PieceKind = iota // the answer's text
	PieceReasoning                  // what the model thinks before it answers
	PieceToolCall                   // the arguments of a tool call, JSON

	pieceEnd // the last one, whose text is the whole answer
)

// A Piece is what one event of the provider's stream brings.
type Piece struct {
	Kind PieceKind

	// Index tells which of several answers the piece belongs to; of a tool call, which part of the answer.
	Index int

	// Text is the piece itself.
	Text string

	// ToolName and ToolCallId come with the first piece of a tool call.
	ToolName   string
	ToolCallId string
}

// What gives the pieces of an answer.
type pieceSource interface {
	// Waits for the next piece; nil when the model failed.
	next() *Piece
	close()
}

// A Stream is a model's answer as it comes. It ends with the call of the app's function at the latest.
//
//	stream, err := model.Stream(input)
//	if err != nil {
//		return err
//	}
//	for stream.Next() {
//		fmt.Print(stream.Delta())
//	}
//	return stream.Err()
type Stream[TOut any] struct {
	model  string
	source pieceSource // nil when nothing more comes
	piece  Piece
	answer *string
	err    error

	check func(response string) error
	read  func(response string) (*TOut, error)
}

// Stream sends the input to the model and returns its answer as it comes.
func (m ModelBase[TIn, TOut]) Stream(input *TIn) (*Stream[TOut], error) {
	request, err := m.write(input)
	if err != nil {
		return nil, err
	}
	source := hostStreamModel(m.info.Name, request, m.Tools, m.MaxToolRounds, m.textOf)
	if source == nil {
		return nil, notAnswered(m.info.Name)
	}
	return &Stream[TOut]{model: m.info.Name, source: source, check: m.check, read: m.read}, nil
}

// The text of an answer, where its type knows what that is.
func (m ModelBase[TIn, TOut]) textOf(response string) string {
	output, err := m.read(response)
	if err != nil {
		return ""
	}
	if answer, ok := any(output).(interface{ Text() string }); ok {
		return answer.Text()
	}
	return ""
}

// Next moves to the next piece of the answer's text, and waits for it. It returns false after the last
// one, and when the model failed: Err tells which.
func (s *Stream[TOut]) Next() bool {
	for s.NextPart() {
		if s.piece.Kind == PieceText {
			return true
		}
	}
	return false
}

// NextPart is Next for pieces of any kind.
func (s *Stream[TOut]) NextPart() bool {
	if s.source == nil {
		return false
	}
	piece := s.source.next()
	switch {
	case piece == nil:
		s.source, s.err = nil, notAnswered(s.model)
	case piece.Kind == pieceEnd:
		s.source, s.answer, s.err = nil, &piece.Text, s.check(piece.Text)
	default:
		s.piece = *piece
		return true
	}
	return false
}

// Delta returns the text of the piece that Next has moved to.
func (s *Stream[TOut]) Delta() string { return s.piece.Text }

// Piece returns the piece that Next or NextPart has moved to.
func (s *Stream[TOut]) Piece() Piece { return s.piece }

// Err tells why there are no more pieces; nil when the answer is whole, and when the stream was closed.
func (s *Stream[TOut]) Err() error { return s.err }

// Deltas returns the pieces of the answer's text, and in the end the error if there is one: also as the
// result of a function, which makes it a subscription. Leaving the loop closes the stream.
func (s *Stream[TOut]) Deltas() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		defer s.Close()
		for s.Next() {
			if !yield(s.Delta(), nil) {
				return
			}
		}
		if s.err != nil {
			yield("", s.err)
		}
	}
}

// Response returns the whole answer, as Invoke would have. It passes over the pieces that are left.
func (s *Stream[TOut]) Response() (*TOut, error) {
	for s.NextPart() {
	}
	switch {
	case s.err != nil:
		return nil, s.err
	case s.answer == nil:
		return nil, fmt.Errorf("the stream of model %q was closed before the answer was whole", s.model)
	}
	return s.read(*s.answer)
}

// Close says that no more is wanted: the model stops. A stream that is over may be closed, too.
func (s *Stream[TOut]) Close() {
	if s.source != nil {
		s.source.close()
	}
	s.source = nil
}
