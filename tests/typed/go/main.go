// SPDX-License-Identifier: Apache-2.0

// The app in ../app, in Go.
package main

import (
	"github.com/hypermodeinc/modus/sdk/go/pkg/models"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

type raw = utils.RawJsonString

// Any model, in its provider's own JSON.
type rawModel struct {
	models.ModelBase[raw, raw]
}

func getModel(name string, tools []string) (*rawModel, error) {
	model, err := models.GetModel[rawModel](name)
	if err != nil {
		return nil, err
	}
	model.Tools = tools
	return model, nil
}

func Invoke(model string, input raw, tools []string, rounds *int) (raw, error) {
	m, err := getModel(model, tools)
	if err != nil {
		return "", err
	}
	if rounds != nil {
		m.MaxToolRounds = *rounds
	}
	output, err := m.Invoke(&input)
	if err != nil {
		return "", err
	}
	return *output, nil
}

// The pieces of the text.
func Streamed(model string, input raw, tools []string) ([]string, error) {
	m, err := getModel(model, tools)
	if err != nil {
		return nil, err
	}
	stream, err := m.Stream(&input)
	if err != nil {
		return nil, err
	}
	pieces := []string{}
	for stream.Next() {
		pieces = append(pieces, stream.Delta())
	}
	response, err := stream.Response()
	if err != nil {
		return nil, err
	}
	return append(pieces, string(*response)), nil
}
