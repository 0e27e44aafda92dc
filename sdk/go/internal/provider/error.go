// SPDX-License-Identifier: Apache-2.0

package provider

import (
	"encoding/json"
	"errors"
	"strings"
)

const longestExcerpt = 200

// FindError returns the error that a response carries in place of an answer: {"error": {"message": …}} or
// {"error": "…"}, {"type": "error", …}, or Amazon's {"message": …} alone.
func FindError(response []byte) error {
	if !json.Valid(response) {
		return nil // whoever reads the answer says so
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(response, &members) != nil {
		return said(excerpt(response))
	}
	failure, found := members["error"]
	if !found || string(failure) == "null" {
		if textOf(members["type"]) == "error" {
			return said(excerpt(response))
		}
		return onlyMessage(members)
	}
	if text := textOf(failure); text != "" {
		return said(text)
	}
	var details struct{ Message string }
	if json.Unmarshal(failure, &details) == nil && details.Message != "" {
		return said(details.Message)
	}
	return said(excerpt(response))
}

func said(message string) error { return errors.New("the model returned an error: " + message) }

// An answer holds more than that.
func onlyMessage(members map[string]json.RawMessage) error {
	if len(members) != 1 {
		return nil
	}
	for name, value := range members {
		if text := textOf(value); text != "" && strings.EqualFold(name, "message") {
			return said(text)
		}
	}
	return nil
}

func textOf(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return ""
	}
	return text
}

func excerpt(response []byte) string {
	if len(response) <= longestExcerpt {
		return string(response)
	}
	return strings.ToValidUTF8(string(response[:longestExcerpt]), "") + "…"
}
