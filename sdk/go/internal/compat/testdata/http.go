// SPDX-License-Identifier: Apache-2.0

package http

type Content struct {
}

func NewContent(value any) *Content
func (c *Content) Bytes() []byte
func (c *Content) Text() string
func (c *Content) JSON(result any) error

type Header struct {
	Name   string
	Values []string
}
type Headers struct {
}

func NewHeaders[T [][]string | map[string]string | map[string][]string](value T) *Headers
func (h *Headers) Append(name, value string)
func (h *Headers) Entries() [][]string
func (h *Headers) Get(name string) *string
func Fetch[T *Request | string](requestOrUrl T, options ...*RequestOptions) (*Response, error)

type Request struct {
	Url     string
	Method  string
	Headers *Headers
	Body    []byte
}
type RequestOptions struct {
	Method  string
	Headers any
	Body    any
}

func NewRequest(url string, options ...*RequestOptions) *Request
func (r *Request) Clone(options ...*RequestOptions) *Request
func (r *Request) Bytes() []byte
func (r *Request) Text() string
func (r *Request) JSON(result any) error

type Response struct {
	Status     uint16
	StatusText string
	Headers    *Headers
	Body       []byte
}

func (r *Response) Ok() bool
func (r *Response) Bytes() []byte
func (r *Response) Text() string
func (r *Response) JSON(result any) error
