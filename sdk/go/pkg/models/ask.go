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
	ask(input *TIn, into any) error
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
	if err := model.ask(input, &value); err != nil {
		return *new(T), err
	}
	return value, nil
}

// Reads the answer into what the pointer points to.
func (m ModelBase[TIn, TOut]) ask(input *TIn, into any) error {
	request, err := m.write(input)
	if err != nil {
		return err
	}
	asked := reflect.TypeOf(into).Elem()
	name, known := answerTypeName(asked)
	if !known {
		return fmt.Errorf("the module does not describe the type %s; build the app with \"modus build\"", asked)
	}
	text := hostAskModel(m.info.Name, request, name, m.Tools, m.MaxToolRounds)
	if text == nil {
		return notAnswered(m.info.Name)
	}
	if m.Debug {
		console.Debugf("Answer of model %q: %s", m.info.Name, *text)
	}
	if err := answer.Read(*text, into); err != nil {
		return fmt.Errorf("the answer of model %q does not fit its type: %w", m.info.Name, err)
	}
	return nil
}
