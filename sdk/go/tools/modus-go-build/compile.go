// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
)

// The module that the Go compiler makes of the app and the generated file.
func compile(a *app, space *workspace, target string) ([]byte, error) {
	output := filepath.Join(space.folder, "app.wasm")
	arguments := append([]string{"build"}, space.flags()...)
	arguments = append(arguments, "-buildmode=c-shared", "-o", output)
	if target == "release" {
		arguments = append(arguments, "-ldflags=-s -w")
	}
	if _, err := runGo(a.dir, space.environment(), append(arguments, ".")...); err != nil {
		return nil, err
	}
	return os.ReadFile(output)
}
