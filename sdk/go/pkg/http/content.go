// SPDX-License-Identifier: Apache-2.0

package http

import (
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// Content is the body of a request or a response.
type Content struct {
	data []byte
}

// NewContent makes a body of bytes, of text, or of any other value as JSON. A value that has no JSON
// makes it panic.
func NewContent(value any) *Content {
	switch value := value.(type) {
	case nil:
		return &Content{}
	case *Content:
		return value
	case []byte:
		return &Content{value}
	case string:
		return &Content{[]byte(value)}
	case *string:
		return &Content{[]byte(*value)}
	}
	data, err := utils.JsonSerialize(value)
	if err != nil {
		panic(fmt.Sprintf("the body of a request cannot be written as JSON: %v", err))
	}
	return &Content{data}
}

// Bytes returns the content as it is.
func (c *Content) Bytes() []byte { return c.data }

// Text returns the content as text.
func (c *Content) Text() string { return string(c.data) }

// JSON reads the content into a value.
func (c *Content) JSON(result any) error { return utils.JsonDeserialize(c.data, result) }
