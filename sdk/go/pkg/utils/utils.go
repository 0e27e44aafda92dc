// SPDX-License-Identifier: Apache-2.0

// Package utils reads and writes JSON as the other packages do.
package utils

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// JsonSerialize writes a value as JSON. Characters such as < stay as they are.
func JsonSerialize(v any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// JsonDeserialize reads one JSON value. Numbers that land in an any are of type json.Number, so that
// no digit is lost.
func JsonDeserialize(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(v); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("there is more than one JSON value")
	}
	return nil
}

// ConvertInterfaceTo makes a T of what was read from JSON into an any.
func ConvertInterfaceTo[T any](v any) (T, error) {
	switch value := v.(type) {
	case T:
		return value, nil
	case json.Number:
		return ParseJsonNumberAs[T](value)
	}
	var result T
	data, err := JsonSerialize(v)
	if err == nil {
		err = JsonDeserialize(data, &result)
	}
	if err != nil {
		return result, fmt.Errorf("a %T cannot become a %T: %w", v, result, err)
	}
	return result, nil
}

// ParseJsonNumberAs makes a T, which should be of a numeric type, of a JSON number.
func ParseJsonNumberAs[T any](n json.Number) (T, error) {
	var result T
	if n == "" {
		return result, fmt.Errorf("an empty text is no number")
	}
	if err := json.Unmarshal([]byte(n), &result); err != nil {
		return result, fmt.Errorf("%s cannot become a %T: %w", n, result, err)
	}
	return result, nil
}

// A RawJsonString holds JSON text, and is written as what it holds.
type RawJsonString string

// MarshalJSON writes the text as it is; null when it is empty.
func (s RawJsonString) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte("null"), nil
	}
	return []byte(s), nil
}

// UnmarshalJSON keeps the text as it is.
func (s *RawJsonString) UnmarshalJSON(data []byte) error {
	*s = RawJsonString(data)
	return nil
}

// A StringOrRawJson holds a text, or JSON text of something else than a string.
type StringOrRawJson string

// MarshalJSON writes text that is a JSON object or list as it is, and other text as a string.
func (s StringOrRawJson) MarshalJSON() ([]byte, error) {
	text := bytes.TrimSpace([]byte(s))
	if len(text) > 0 && (text[0] == '{' || text[0] == '[') && json.Valid(text) {
		return text, nil
	}
	return JsonSerialize(string(s))
}

// UnmarshalJSON keeps the contents of a string, and the text of anything else.
func (s *StringOrRawJson) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, (*string)(s))
	}
	*s = StringOrRawJson(data)
	return nil
}

// Pointer returns a pointer to the value: for fields that are left out when they are nil.
func Pointer[T any](value T) *T { return &value }
