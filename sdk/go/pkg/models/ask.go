// SPDX-License-Identifier: Apache-2.0

package models

import (
	"fmt"
	"reflect"

	"github.com/hypermodeinc/modus/sdk/go/internal/answer"
	"github.com/hypermodeinc/modus/sdk/go/pkg/console"
)

// An Asker is a model that takes requests of type TIn: what embeds a ModelBase.
type Asker[TIn any] interface {
	ask(input *TIn, answerType string) (string, error)
}

// Ask sends the input to the model and waits for an answer that is a value of type T: a struct of the
// app, a string, a number, a bool, a slice, a map, or a pointer to one of these, which may be nil. The
// model is told what such a value looks like, by the names of the fields and the comments on them.
//
//	invoice, err := models.Ask[Invoice](model, input)
//
// It is no method of the models because methods of Go have no type parameters of their own.
func Ask[T, TIn any](model Asker[TIn], input *TIn) (T, error) {
	var value T
	name, known := answerTypeName(reflect.TypeFor[T]())
	if !known {
		return value, fmt.Errorf("the module does not describe the type %s; build the app with \"modus build\"", reflect.TypeFor[T]())
	}
	text, err := model.ask(input, name)
	if err != nil {
		return value, err
	}
	if err := answer.Read(text, &value); err != nil {
		return *new(T), fmt.Errorf("the model's answer does not fit its type: %w", err)
	}
	return value, nil
}

func (m ModelBase[TIn, TOut]) ask(input *TIn, answerType string) (string, error) {
	request, err := m.write(input)
	if err != nil {
		return "", err
	}
	text := hostAskModel(m.info.Name, request, answerType, m.Tools, m.MaxToolRounds)
	if text == nil {
		return "", notAnswered(m.info.Name)
	}
	if m.Debug {
		console.Debugf("Answer of model %q: %s", m.info.Name, *text)
	}
	return *text, nil
}
