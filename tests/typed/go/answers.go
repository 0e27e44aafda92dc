// SPDX-License-Identifier: Apache-2.0

package main

import (
	"time"

	"typed/deep"

	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
)

// Something that was bought.
type Line struct {
	What  string  `json:"description"`
	Price float64 // In euros.
	count uint8
}

type Invoice struct {
	// Who wrote it.
	Seller string
	Lines  []Line
	Due    *time.Time
}

type Tree struct {
	Name     string
	Children []Tree
}

// A name for what is no struct.
type ratio float32

type Everything struct {
	Id     int64
	IsNew  bool
	Note   *string
	Counts map[string]int32
	Data   []byte
	Buffer []byte
	Raw    [2]byte
	Ratio  ratio
	Best   *Line
	Grid   [][]int32
}

// What is asked for is known by way of the type parameter.
func ask[T any](name string, input raw, tools []string) (T, error) {
	model, err := getModel(name, tools)
	if err != nil {
		return *new(T), err
	}
	return models.Ask[T](model, &input)
}

// The same for a type's methods.
type asker[T any] struct{ model string }

func (a asker[Answer]) ask(input raw) (Answer, error) { return ask[Answer](a.model, input, nil) }

func AskInvoice(model string, input raw, tools []string) (Invoice, error) {
	return ask[Invoice](model, input, tools)
}

func AskMaybe(model string, input raw) (*Invoice, error) {
	return ask[*Invoice](model, input, nil)
}

func AskTree(model string, input raw) (Tree, error) {
	return asker[Tree]{model}.ask(input)
}

func AskEverything(model string, input raw) (Everything, error) {
	return ask[Everything](model, input, nil)
}

func AskNumber(model string, input raw) (int, error) {
	m, err := getModel(model, nil)
	if err != nil {
		return 0, err
	}
	return models.Ask[int](m, &input)
}

func AskText(model string, input raw) (string, error) {
	m, err := getModel(model, nil)
	if err != nil {
		return "", err
	}
	return deep.Ask[string](m, &input)
}

func AskNote(model string, input raw) ([]*deep.Note, error) {
	return ask[[]*deep.Note](model, input, nil)
}

func AskLines(model string, input raw) ([]Line, error) {
	return ask[[]Line](model, input, nil)
}

func AskPrices(model string, input raw) (map[string]float64, error) {
	return ask[map[string]float64](model, input, nil)
}
