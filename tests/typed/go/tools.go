// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"strings"
)

type Order struct {
	Id    int
	Lines []Line
}

// Looks an order up.
// @param id The order's number.
func LookupOrder(id int, withLines *bool) (Order, error) {
	if id < 0 {
		return Order{}, errors.New("there are no negative orders")
	}
	order := Order{Id: id, Lines: []Line{}}
	if withLines == nil || *withLines {
		order.Lines = append(order.Lines, Line{What: "bread", Price: 2.5, count: 2})
	}
	return order, nil
}

// What something costs.
//
//modus:tool
func priceOf(what string) float64 { return float64(len(what)) * 1.5 }

// Gives more than a model is told.
//
//modus:tool
func everything() string { return strings.Repeat("x", 100_000) }

// Asks a model in turn.
//
//modus:tool
func think(input raw) (raw, error) { return Invoke("openai", input, nil, nil) }

// Asks a model that may call this again.
//
//modus:tool
func recurse(input raw) (raw, error) { return Invoke("openai", input, []string{"recurse"}, nil) }

// Never comes to an end.
//
//modus:tool
func spin() int {
	for i := 0; ; i++ {
	}
}

// Asks a model that modus.json does not know.
//
//modus:tool
func forbidden() (raw, error) { return Invoke("missing", "{}", nil, nil) }

//modus:tool
func grow() int {
	var all [][]byte
	for range 4096 {
		all = append(all, make([]byte, 1<<20))
	}
	return len(all)
}
