// SPDX-License-Identifier: Apache-2.0

package abi

import "reflect"

// The types that the app asks models for, by the names they have in the module's metadata.
var answerTypes = map[reflect.Type]string{}

// RegisterAnswerType names a type that the app asks models for. Generated code calls it.
func RegisterAnswerType[T any](name string) { answerTypes[reflect.TypeFor[T]()] = name }

// AnswerTypeName returns the name of a type that the app asks models for.
func AnswerTypeName(t reflect.Type) (name string, known bool) {
	name, known = answerTypes[t]
	return name, known
}
