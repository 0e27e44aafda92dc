// SPDX-License-Identifier: Apache-2.0

package http_test

import (
	"testing"
	"time"

	"github.com/hypermodeinc/modus/sdk/go/pkg/http"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func TestFetch(t *testing.T) {
	var sent *http.Request
	testutils.Mock(t, "modus_http_client.fetch", func(arguments ...any) any {
		sent = arguments[0].(*http.Request)
		return &http.Response{Status: 201, StatusText: "Created", Headers: http.NewHeaders(map[string]string{"X": "y"}), Body: []byte(`{"a": 1}`)}
	})
	response, err := http.Fetch("http://example.test", &http.RequestOptions{
		Method: "post", Headers: [][]string{{"X-One", "1"}, {"x-one", "2"}}, Body: map[string]int{"b": 2}, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if sent.Method != "POST" || *sent.Headers.Get("X-ONE") != "1,2" || sent.Text() != `{"b":2}` || sent.Timeout != time.Second {
		t.Errorf("sent %+v", sent)
	}
	var body struct{ A int }
	if err := response.JSON(&body); err != nil || body.A != 1 || !response.Ok() || *response.Headers.Get("x") != "y" {
		t.Errorf("got %+v, %v", response, err)
	}
	if calls := testutils.Calls("modus_http_client.fetch"); calls.Size() == 0 || calls.Pop()[0] != sent {
		t.Error("the call was not kept")
	}
}

func TestFailure(t *testing.T) {
	testutils.Mock(t, "modus_http_client.fetch", func(...any) any { return nil })
	if _, err := http.Fetch("http://example.test"); err == nil {
		t.Error("it did not fail")
	}
	if _, err := http.Fetch[*http.Request](nil); err == nil {
		t.Error("no request was sent")
	}
}

func TestAClone(t *testing.T) {
	request := http.NewRequest("http://example.test", &http.RequestOptions{Headers: map[string][]string{"A": {"1"}}, Body: "x"})
	clone := request.Clone(&http.RequestOptions{Method: "PUT"})
	clone.Headers.Append("A", "2")
	clone.Body[0] = 'y'
	if request.Method != "GET" || *request.Headers.Get("a") != "1" || request.Text() != "x" || len(clone.Headers.Entries()) != 2 {
		t.Errorf("%+v %+v", request, clone)
	}
}
