// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"net/url"
	"time"

	"github.com/hypermodeinc/modus/sdk/go/pkg/http"
)

const quotes = "http://localhost:8787/v1/quotes"

type Quote struct {
	Id     int      `json:"id"`
	Author string   `json:"author"`
	Text   string   `json:"text"`
	Tags   []string `json:"tags"`
}

// GetQuote returns a quote by its number.
func GetQuote(id int) (*Quote, error) {
	response, err := http.Fetch(fmt.Sprintf("%s/%d", quotes, id))
	if err != nil {
		return nil, err
	}
	if !response.Ok() {
		return nil, fmt.Errorf("there is no quote %d: %d %s", id, response.Status, response.StatusText)
	}
	var quote Quote
	return &quote, response.JSON(&quote)
}

// GetQuotesBy returns all quotes of an author; it gives up when the server takes longer than a second.
func GetQuotesBy(author string) ([]Quote, error) {
	address := fmt.Sprintf("%s?author=%s", quotes, url.QueryEscape(author))
	response, err := http.Fetch(address, &http.RequestOptions{Timeout: time.Second})
	if err != nil {
		return nil, err
	}
	var found []Quote
	return found, response.JSON(&found)
}

// AddQuote adds a quote and returns it with its number.
func AddQuote(author, text string) (*Quote, error) {
	response, err := http.Fetch(quotes, &http.RequestOptions{
		Method:  "POST",
		Headers: map[string]string{"Content-Type": "application/json"},
		Body:    Quote{Author: author, Text: text},
	})
	if err != nil {
		return nil, err
	}
	var quote Quote
	return &quote, response.JSON(&quote)
}

// GetPortrait returns the picture of an author, as it comes.
func GetPortrait(author string) ([]byte, error) {
	response, err := http.Fetch(fmt.Sprintf("%s/portraits/%s", quotes, url.PathEscape(author)))
	if err != nil {
		return nil, err
	}
	return response.Body, nil
}

// Probe tells how the server answers to a request of any method and path, and with which headers.
func Probe(method, path string, headers [][]string) ([]string, error) {
	request := http.NewRequest("http://localhost:8787/v1/"+path, &http.RequestOptions{Method: method, Headers: headers})
	response, err := http.Fetch(request)
	if err != nil {
		return nil, err
	}
	lines := []string{fmt.Sprintf("%d %s", response.Status, response.StatusText)}
	for _, header := range response.Headers.Entries() {
		lines = append(lines, fmt.Sprintf("%s: %s", header[0], header[1]))
	}
	return append(lines, response.Text()), nil
}

// FetchElsewhere asks an address that modus.json does not name, which fails.
func FetchElsewhere(url string) (string, error) {
	response, err := http.Fetch(url)
	if err != nil {
		return "", err
	}
	return response.Text(), nil
}
