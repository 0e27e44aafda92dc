// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package modules

import (
	"fmt"
	"reflect"

	"github.com/hypermodeinc/modus/sdk/go/internal/native"
)

// Call calls a function of another module, "modus/module.function", and puts what it gives where the
// results point to.
func Call(name string, arguments []any, results ...any) error {
	answer := native.Invoke(name, arguments...)
	if err, failed := answer.(error); failed {
		return err
	}
	if len(results) == 0 {
		return nil
	}
	answers := []any{answer}
	if len(results) > 1 {
		answers, _ = answer.([]any)
	}
	if len(answers) != len(results) {
		return fmt.Errorf("%s gives %d results, and testutils.Mock answers %d", name, len(results), len(answers))
	}
	for i, result := range results {
		target, value := reflect.ValueOf(result).Elem(), reflect.ValueOf(answers[i])
		if !value.IsValid() || !value.Type().AssignableTo(target.Type()) {
			return fmt.Errorf("%s gives a %s, and testutils.Mock answers %T", name, target.Type(), answers[i])
		}
		target.Set(value)
	}
	return nil
}
