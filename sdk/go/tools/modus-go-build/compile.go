// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
)

const (
	standardCompiler = "go"
	tinyCompiler     = "tinygo"
)

// The module that the chosen compiler makes of the app and the generated file.
func compile(a *app, space *workspace, o options) ([]byte, error) {
	output := filepath.Join(space.folder, "app.wasm")
	build := compileWithGo
	if o.compiler == tinyCompiler {
		build = compileWithTinyGo
	}
	if err := build(a, space, o.target, output); err != nil {
		return nil, err
	}
	return os.ReadFile(output)
}

func compileWithGo(a *app, space *workspace, target, output string) error {
	arguments := append([]string{"build"}, space.flags()...)
	arguments = append(arguments, "-buildmode=c-shared", "-o", output)
	if target == "release" {
		arguments = append(arguments, "-ldflags=-s -w")
	}
	_, err := runGo(a.dir, space.environment(), append(arguments, ".")...)
	return err
}
