// SPDX-License-Identifier: Apache-2.0

package http

import "strings"

// A Header is one name with its values.
type Header struct {
	Name   string
	Values []string
}

// Headers are the headers of a request or a response. Case does not matter in their names.
type Headers struct {
	data map[string]*Header // by the name in lower case
}

// NewHeaders makes headers of pairs of name and value, or of a map.
func NewHeaders[T [][]string | map[string]string | map[string][]string](value T) *Headers {
	h := &Headers{}
	h.addAll(value)
	return h
}

// Append adds a value to the header of that name.
func (h *Headers) Append(name, value string) {
	key := strings.ToLower(name)
	if header, found := h.data[key]; found {
		header.Values = append(header.Values, value)
		return
	}
	if h.data == nil {
		h.data = map[string]*Header{}
	}
	h.data[key] = &Header{Name: name, Values: []string{value}}
}

// Entries returns each value with the name of its header: [[name, value], …].
func (h *Headers) Entries() [][]string {
	entries := [][]string{}
	if h == nil {
		return entries
	}
	for _, header := range h.data {
		for _, value := range header.Values {
			entries = append(entries, []string{header.Name, value})
		}
	}
	return entries
}

// Get returns the values of the header of that name, joined by commas; nil when there is none.
func (h *Headers) Get(name string) *string {
	if h == nil {
		return nil
	}
	header, found := h.data[strings.ToLower(name)]
	if !found {
		return nil
	}
	value := strings.Join(header.Values, ",")
	return &value
}

// Tells whether the value has one of the types that headers are made of.
func (h *Headers) addAll(value any) bool {
	switch value := value.(type) {
	case nil:
	case *Headers:
		for _, entry := range value.Entries() {
			h.Append(entry[0], entry[1])
		}
	case [][]string:
		for _, entry := range value {
			if len(entry) == 2 {
				h.Append(entry[0], entry[1])
			}
		}
	case map[string]string:
		for name, content := range value {
			h.Append(name, content)
		}
	case map[string][]string:
		for name, contents := range value {
			for _, content := range contents {
				h.Append(name, content)
			}
		}
	default:
		return false
	}
	return true
}
