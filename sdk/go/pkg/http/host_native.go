// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package http

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

func hostFetch(request *Request) *Response {
	return native.Result[Response]("modus_http_client.fetch", request)
}
