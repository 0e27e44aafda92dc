// SPDX-License-Identifier: Apache-2.0

// The twin of bench/apps/functions, for what Go costs beside AssemblyScript.
package main

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Add passes numbers only.
func Add(a, b int32) int32 { return a + b }

// Greet takes a string and gives one.
func Greet(name string) string { return "Hello, " + name + "!" }

// An Item is one of many.
type Item struct {
	Id        int32
	Name      string
	Price     float64
	Available bool
	Category  string
}

// Items returns as many objects as asked for.
func Items(count int32) []Item {
	list := make([]Item, count)
	for i := range list {
		list[i] = Item{int32(i), "Item " + strconv.Itoa(i), float64(i) * 0.25, i%2 == 0, "things"}
	}
	return list
}

// Echo gives a text there and back.
func Echo(text string) string { return text }

// EchoFloats gives numbers there and back.
func EchoFloats(values []float32) []float32 { return values }

// EchoMap gives a map there and back.
func EchoMap(values map[string]int32) map[string]int32 { return values }

// EchoItems gives objects there and back.
func EchoItems(items []Item) []Item { return items }

type request struct {
	First string   `json:"first"`
	Last  string   `json:"last"`
	Age   int      `json:"age"`
	Tags  []string `json:"tags"`
}

type greeting struct {
	Text string   `json:"text"`
	Age  int      `json:"age"`
	Tags []string `json:"tags"`
}

// GreetJson reads JSON and writes JSON.
func GreetJson(text string) (string, error) {
	var r request
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return "", err
	}
	slices.Reverse(r.Tags)
	answer, err := json.Marshal(greeting{"Hello, " + r.First + " " + r.Last + "!", r.Age + 1, r.Tags})
	return string(answer), err
}

// What encoding/json learns of a type when it first meets it is part of the snapshot.
func init() { GreetJson(`{"tags": [""]}`) }
