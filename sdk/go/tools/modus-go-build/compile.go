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
	wasm, err := os.ReadFile(output)
	if err != nil || o.target == "debug" {
		return wasm, err
	}
	return withoutNames(wasm)
}

// Names of functions are left out afterwards rather than by the linker's flags: those are the user's (GOFLAGS).
func compileWithGo(a *app, space *workspace, _, output string) error {
	arguments := append([]string{"build"}, space.flags()...)
	arguments = append(arguments, "-buildmode=c-shared", "-o", output, ".")
	_, err := runGo(a.dir, space.environment(), arguments...)
	return err
}
