// SPDX-License-Identifier: Apache-2.0

// Package http asks other servers. Connections in modus.json say which.
package http

import (
	"fmt"
	"strings"
	"time"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A Request is what Fetch sends.
type Request struct {
	Url     string
	Method  string
	Headers *Headers
	Body    []byte

	// Timeout is how long the answer may take; 0 for as long as the call itself may.
	Timeout time.Duration
}

// RequestOptions say how a request differs from a plain GET.
type RequestOptions struct {
	Method string

	// Headers are a *Headers, [][]string, map[string]string or map[string][]string.
	Headers any

	// Body is what NewContent takes.
	Body any

	// Timeout is how long the answer may take; 0 for as long as the call itself may.
	Timeout time.Duration
}

// NewRequest makes a request of a URL: a GET, unless the options say otherwise.
func NewRequest(url string, options ...*RequestOptions) *Request {
	r := &Request{Url: url, Method: "GET", Headers: &Headers{}}
	for _, option := range options {
		r.apply(option)
	}
	return r
}

// Clone makes a copy of the request, with other options.
func (r *Request) Clone(options ...*RequestOptions) *Request {
	clone := &Request{Url: r.Url, Method: r.Method, Headers: &Headers{}, Body: append([]byte(nil), r.Body...),
		Timeout: r.Timeout}
	clone.Headers.addAll(r.Headers)
	for _, option := range options {
		clone.apply(option)
	}
	return clone
}

func (r *Request) apply(option *RequestOptions) {
	if option == nil {
		return
	}
	if option.Method != "" {
		r.Method = strings.ToUpper(option.Method)
	}
	if option.Headers != nil {
		r.Headers = &Headers{}
		if !r.Headers.addAll(option.Headers) {
			panic(fmt.Sprintf("the headers of a request cannot be a %T", option.Headers))
		}
	}
	if option.Body != nil {
		r.Body = NewContent(option.Body).Bytes()
	}
	if option.Timeout != 0 {
		r.Timeout = option.Timeout
	}
}

// Bytes returns the body as it is.
func (r *Request) Bytes() []byte { return r.Body }

// Text returns the body as text.
func (r *Request) Text() string { return string(r.Body) }

// JSON reads the body into a value.
func (r *Request) JSON(result any) error { return utils.JsonDeserialize(r.Body, result) }
