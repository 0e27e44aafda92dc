// SPDX-License-Identifier: Apache-2.0

// Package models asks AI models. modus.json says which there are.
package models

import (
	"errors"
	"fmt"

	"github.com/hypermodeinc/modus/sdk/go/pkg/console"
	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// ModelInfo is what modus.json says about a model.
type ModelInfo struct {
	Name     string // the one in modus.json
	FullName string // the one by which the provider knows it
}

// A Model takes requests of type TIn and answers with TOut.
type Model[TIn, TOut any] interface {
	Info() *ModelInfo
	Invoke(input *TIn) (*TOut, error)
}

// ModelBase is what models are made of: embed it in a struct of your own to call a model whose format
// this SDK does not know. TIn and TOut are what encoding/json writes and reads.
type ModelBase[TIn, TOut any] struct {
	info *ModelInfo

	// Debug logs the request and the response of every call.
	Debug bool

	// Validator looks at a response before it is read, and returns the error it carries.
	Validator func(response []byte) error

	// Tools are names of functions of the app that the model may call before it answers: of those that
	// the app exports, and of those marked with //modus:tool. The host calls them.
	Tools []string

	// MaxToolRounds is how many times in a row the model may call tools before it must answer, from 1
	// to 100; 8 unless changed.
	MaxToolRounds int
}

const defaultMaxToolRounds = 8

func (m *ModelBase[TIn, TOut]) setInfo(info *ModelInfo) {
	m.info = info
	m.MaxToolRounds = defaultMaxToolRounds
}

// Info returns what modus.json says about the model.
func (m ModelBase[TIn, TOut]) Info() *ModelInfo { return m.info }

type modelPtr[TModel any] interface {
	*TModel
	setInfo(info *ModelInfo)
}

// GetModel finds a model by its name in modus.json:
//
//	model, err := models.GetModel[openai.ChatModel]("llm")
func GetModel[TModel Model[TIn, TOut], TIn, TOut any, P modelPtr[TModel]](name string) (*TModel, error) {
	info := hostGetModelInfo(name)
	if info == nil {
		return nil, fmt.Errorf("model %q was not found; add it under \"models\" in modus.json", name)
	}
	var model TModel
	P(&model).setInfo(info)
	return &model, nil
}

// Invoke sends the input to the model and waits for its answer.
func (m ModelBase[TIn, TOut]) Invoke(input *TIn) (*TOut, error) {
	request, err := m.write(input)
	if err != nil {
		return nil, err
	}
	var response *string
	if len(m.Tools) > 0 {
		response = hostAskModel(m.info.Name, request, "", m.Tools, m.MaxToolRounds)
	} else {
		response = hostInvokeModel(m.info.Name, request)
	}
	if response == nil {
		return nil, notAnswered(m.info.Name)
	}
	if err := m.check(*response); err != nil {
		return nil, err
	}
	return m.read(*response)
}

// The request as the provider gets it.
func (m ModelBase[TIn, TOut]) write(input *TIn) (string, error) {
	if m.info == nil {
		return "", errors.New("the model was not made by models.GetModel")
	}
	request, err := utils.JsonSerialize(input)
	if err != nil {
		return "", fmt.Errorf("the input of model %q cannot be written as JSON: %w", m.info.Name, err)
	}
	if m.Debug {
		console.Debugf("Request to model %q: %s", m.info.Name, request)
	}
	return string(request), nil
}

// Returns the error that a response carries.
func (m ModelBase[TIn, TOut]) check(response string) error {
	if m.Debug {
		console.Debugf("Response of model %q: %s", m.info.Name, response)
	}
	if m.Validator == nil {
		return nil
	}
	return m.Validator([]byte(response))
}

func (m ModelBase[TIn, TOut]) read(response string) (*TOut, error) {
	var output TOut
	if err := utils.JsonDeserialize([]byte(response), &output); err != nil {
		return nil, fmt.Errorf("the answer of model %q does not fit: %w", m.info.Name, err)
	}
	return &output, nil
}

// The call could not be made; the runtime has said why.
func notAnswered(model string) error {
	return fmt.Errorf("the call to model %q failed; the log of the runtime tells why", model)
}
