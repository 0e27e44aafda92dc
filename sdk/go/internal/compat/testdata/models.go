// SPDX-License-Identifier: Apache-2.0

package models

type ModelInfo struct {
	Name     string
	FullName string
}
type Model[TIn, TOut any] interface {
	Info() *ModelInfo
	Invoke(input *TIn) (*TOut, error)
}
type ModelBase[TIn, TOut any] struct {
	Debug     bool
	Validator func(response []byte) error
}

func (m ModelBase[TIn, TOut]) Info() *ModelInfo
func GetModel[TModel Model[TIn, TOut], TIn, TOut any, P modelPtr[TModel]](name string) (*TModel, error)
func (m ModelBase[TIn, TOut]) Invoke(input *TIn) (*TOut, error)
