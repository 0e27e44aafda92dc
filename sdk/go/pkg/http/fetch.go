// SPDX-License-Identifier: Apache-2.0

package http

import (
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// A Response is what a server answered, whatever its status.
type Response struct {
	Status     uint16
	StatusText string
	Headers    *Headers
	Body       []byte
}

// Fetch sends a request and waits for its answer. It fails when there is none: the connections of
// modus.json do not allow the URL, or the server cannot be reached.
func Fetch[T *Request | string](requestOrUrl T, options ...*RequestOptions) (*Response, error) {
	var request *Request
	switch value := any(requestOrUrl).(type) {
	case *Request:
		if value == nil {
			return nil, fmt.Errorf("there is no request to send")
		}
		request = value.Clone(options...)
	case string:
		request = NewRequest(value, options...)
	}
	response := hostFetch(request)
	if response == nil {
		return nil, fmt.Errorf("the request of %s failed; the log of the runtime tells why", request.Url)
	}
	return response, nil
}

// Ok tells whether the status means success.
func (r *Response) Ok() bool { return r.Status >= 200 && r.Status < 300 }

// Bytes returns the body as it is.
func (r *Response) Bytes() []byte { return r.Body }

// Text returns the body as text.
func (r *Response) Text() string { return string(r.Body) }

// JSON reads the body into a value.
func (r *Response) JSON(result any) error { return utils.JsonDeserialize(r.Body, result) }
