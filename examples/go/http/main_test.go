// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/http"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

// What the server says to a request for that end of an address.
func answer(t *testing.T, address, body string) {
	t.Helper()
	testutils.Mock(t, "modus_http_client.fetch", func(arguments ...any) any {
		request := arguments[0].(*http.Request)
		if !strings.HasSuffix(request.Url, address) {
			t.Errorf("asked %s", request.Url)
			return nil
		}
		return &http.Response{Status: 200, StatusText: "OK", Body: []byte(body)}
	})
}

func TestQuotesAreFoundByTheirNumber(t *testing.T) {
	answer(t, "/quotes/1", `{"id": 1, "author": "Ada Lovelace", "tags": ["mind"]}`)
	if quote, err := GetQuote(1); err != nil || quote.Author != "Ada Lovelace" || quote.Tags[0] != "mind" {
		t.Errorf("%+v, %v", quote, err)
	}
}

func TestQuotesAreFoundByTheirAuthor(t *testing.T) {
	answer(t, "?author=Grace+Hopper", `[{"id": 2}]`)
	if quotes, err := GetQuotesBy("Grace Hopper"); err != nil || len(quotes) != 1 || quotes[0].Id != 2 {
		t.Errorf("%+v, %v", quotes, err)
	}
}

func TestQuotesCanBeAdded(t *testing.T) {
	answer(t, "/quotes", `{"id": 3}`)
	if quote, err := AddQuote("Ö", `"x"`); err != nil || quote.Id != 3 {
		t.Errorf("%+v, %v", quote, err)
	}
	request := testutils.Calls("modus_http_client.fetch").Pop()[0].(*http.Request)
	if request.Method != "POST" || request.Text() != `{"id":0,"author":"Ö","text":"\"x\"","tags":null}` {
		t.Errorf("%s %s", request.Method, request.Text())
	}
}

func TestWhatIsNotThereIsAnError(t *testing.T) {
	testutils.Mock(t, "modus_http_client.fetch", func(...any) any {
		return &http.Response{Status: 404, StatusText: "Not Found"}
	})
	if _, err := GetQuote(99); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("%v", err)
	}
}
