// SPDX-License-Identifier: Apache-2.0

package provider

import (
	"strings"
	"testing"
)

func TestErrorsOfAllForms(t *testing.T) {
	for response, want := range map[string]string{
		`{"error": {"message": "Overloaded"}}`: "Overloaded",
		`{"error": "Overloaded"}`:              "Overloaded",
		`{"error": {"code": 7}}`:               `{"error": {"code": 7}}`,
		`{"type": "error", "x": 1}`:            `{"type": "error", "x": 1}`,
		`{"Message": "No"}`:                    "No",
		`"No"`:                                 `"No"`,
		`{"message": {"content": []}}`:         "",
		`{"message": "Hi", "id": "1"}`:         "",
		`{"error": null, "choices": []}`:       "",
		`{"type": "message", "content": []}`:   "",
		`not JSON`:                             "",
	} {
		err := FindError([]byte(response))
		if want == "" && err == nil {
			continue
		}
		if err == nil || err.Error() != "the model returned an error: "+want {
			t.Errorf("%s: %v", response, err)
		}
	}
	if err := FindError([]byte(`["` + strings.Repeat("ü", 200) + `"]`)); len(err.Error()) > 240 {
		t.Errorf("%v", err)
	}
}

func TestParameters(t *testing.T) {
	one := WithParameter("", "a", "string", "The first.")
	two := WithParameter(one, "b", "number", "")
	if two != `{"type":"object","properties":{"a":{"type":"string","description":"The first."},"b":{"type":"number"}},"required":["a","b"],"additionalProperties":false}` {
		t.Error(two)
	}
}
