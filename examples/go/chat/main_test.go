// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

// What the model says when it is told "Say hello.", and the error in the end.
func said(t *testing.T) (pieces []string, err error) {
	t.Helper()
	answer, err := Chat([]Turn{{Role: "user", Text: "Say hello."}})
	if err != nil {
		return nil, err
	}
	for piece, err := range answer {
		if err != nil {
			return pieces, err
		}
		pieces = append(pieces, piece)
	}
	return pieces, nil
}

func TestAnAnswerComesWordByWord(t *testing.T) {
	var asked string
	testutils.Mock(t, "modus_models.streamModel", func(arguments ...any) any {
		asked = arguments[1].(string)
		return testutils.ModelStream{Deltas: []string{"Hel", "lo!"}, Response: `{"choices": []}`}
	})
	pieces, err := said(t)
	if err != nil || !slices.Equal(pieces, []string{"Hel", "lo!"}) {
		t.Errorf("%q, %v", pieces, err)
	}
	if !strings.Contains(asked, `{"role":"user","content":"Say hello."}`) {
		t.Errorf("asked %s", asked)
	}
}

func TestAnInventedAnswerComesInOnePiece(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		return `{"choices": [{"message": {"role": "assistant", "content": "I am ` + arguments[0].(string) + `."}}]}`
	})
	if pieces, err := said(t); err != nil || !slices.Equal(pieces, []string{"I am llm."}) {
		t.Errorf("%q, %v", pieces, err)
	}
}

func TestAnAnswerThatBreaksOff(t *testing.T) {
	testutils.Mock(t, "modus_models.streamModel", func(...any) any {
		return testutils.ModelStream{Deltas: []string{"Hel"}}
	})
	if pieces, err := said(t); err == nil || !slices.Equal(pieces, []string{"Hel"}) {
		t.Errorf("%q, %v", pieces, err)
	}
}
