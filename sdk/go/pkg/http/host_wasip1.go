// SPDX-License-Identifier: Apache-2.0

package http

import (
	"unsafe"

	"github.com/hypermodeinc/modus/sdk/go/abi"
)

//go:wasmimport modus_http_client fetch
func importFetch(address unsafe.Pointer, length uint32) int32

func hostFetch(request *Request) *Response {
	w := &abi.Writer{}
	w.String(request.Url)
	w.String(request.Method)
	packHeaders(w, request.Headers)
	w.Blob(request.Body)
	w.Duration(request.Timeout)
	r, ok := abi.Call(importFetch, w)
	if !ok {
		return nil
	}
	return &Response{Status: r.Uint16(), StatusText: r.String(), Headers: unpackHeaders(r), Body: r.Blob()}
}

func packHeaders(w *abi.Writer, headers *Headers) {
	w.Bool(true)
	if headers == nil {
		w.Count(0)
		return
	}
	w.Count(len(headers.data))
	for key, header := range headers.data {
		w.String(key)
		w.String(header.Name)
		w.Strings(header.Values)
	}
}

func unpackHeaders(r *abi.Reader) *Headers {
	headers := &Headers{data: map[string]*Header{}}
	if !r.Bool() {
		return headers
	}
	for range r.Count() {
		key := r.String()
		headers.data[key] = &Header{Name: r.String(), Values: r.Strings()}
	}
	return headers
}
