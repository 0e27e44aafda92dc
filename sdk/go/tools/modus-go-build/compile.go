// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

const (
	standardCompiler = "go"
	tinyCompiler     = "tinygo"
)

// The compiler that the command line or else the app's manifest chooses.
func chooseCompiler(o options) (string, error) {
	if o.compiler != "" {
		return o.compiler, nil
	}
	path := filepath.Join(o.app, "modus.json")
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var manifest struct{ Build struct{ Compiler string } }
	if err := json.Unmarshal(text, &manifest); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	switch chosen := manifest.Build.Compiler; chosen {
	case "":
		return standardCompiler, nil
	case standardCompiler, tinyCompiler:
		return chosen, nil
	default:
		return "", fmt.Errorf("%s: build.compiler is %q, but must be \"go\" or \"tinygo\"", path, chosen)
	}
}

// The module that the chosen compiler makes of the app and the generated file.
func compile(a *app, space *workspace, compiler, target string) ([]byte, error) {
	output := filepath.Join(space.folder, "app.wasm")
	build := compileWithGo
	if compiler == tinyCompiler {
		build = compileWithTinyGo
	}
	if err := build(a, space, target, output); err != nil {
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
