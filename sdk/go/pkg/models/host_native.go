// SPDX-License-Identifier: Apache-2.0

//go:build !wasip1

package models

import "github.com/hypermodeinc/modus/sdk/go/internal/native"

func init() {
	native.Default("modus_models.getModelInfo", func(arguments ...any) any {
		name := arguments[0].(string)
		return &ModelInfo{Name: name, FullName: name}
	})
}

func hostGetModelInfo(name string) *ModelInfo {
	return native.Result[ModelInfo]("modus_models.getModelInfo", name)
}

func hostInvokeModel(name, input string) *string {
	return native.String("modus_models.invokeModel", name, input)
}
