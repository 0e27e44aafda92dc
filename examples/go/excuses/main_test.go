package main

import (
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func TestGenerateExcuses(t *testing.T) {
	var asked string
	testutils.Mock(t, "modus_models.invokeModel", func(arguments ...any) any {
		asked = arguments[1].(string)
		return `{"choices": [{"message": {"content": "My cat ate the calendar."}}]}`
	})
	excuse, err := GenerateExcuses("the meeting")
	if err != nil || excuse != "My cat ate the calendar." {
		t.Errorf("%q, %v", excuse, err)
	}
	if !strings.Contains(asked, "the meeting") || !strings.Contains(asked, `"temperature":0.9`) {
		t.Errorf("asked %s", asked)
	}
}

func TestThatAFailureIsAnError(t *testing.T) {
	testutils.Mock(t, "modus_models.invokeModel", func(...any) any { return nil })
	if _, err := GenerateExcuses("the meeting"); err == nil {
		t.Error("there is no error")
	}
}
