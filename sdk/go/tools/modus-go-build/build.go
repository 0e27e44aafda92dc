// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"
	"path/filepath"
	"sort"
)

func build(o options) (*report, error) {
	temporary, err := os.MkdirTemp("", "modus-go-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temporary)

	if o.compiler == tinyCompiler {
		if err := checkTinyGo(); err != nil {
			return nil, err
		}
	}
	app, err := readApp(o.app)
	if err != nil {
		return nil, err
	}
	space, err := newWorkspace(app, o.sdk, temporary)
	if err != nil {
		return nil, err
	}
	if err := space.addRenewal(app.toolchain); err != nil {
		return nil, err
	}
	loaded, err := load(app, space, o)
	if err != nil {
		return nil, err
	}
	functions, functionsError := findFunctions(loaded)
	answers, answersError := findAnswers(loaded)
	types, typesError := collectTypes(loaded, functions, answers)
	if err := errors.Join(functionsError, answersError, typesError); err != nil {
		return nil, err
	}
	source, err := generate(loaded, functions, answers, types)
	if err != nil {
		return nil, err
	}
	if err := space.overlay(filepath.Join(app.dir, generatedFile), source); err != nil {
		return nil, err
	}
	clients, err := loaded.findClients()
	if err != nil {
		return nil, err
	}
	for _, c := range clients {
		if err := c.overlay(loaded, space); err != nil {
			return nil, err
		}
	}
	wasm, err := compile(app, space, o)
	if err != nil {
		return nil, err
	}
	imports, err := importedFunctions(wasm)
	if err != nil {
		return nil, err
	}
	about, err := describeModule(loaded, functions, answers, types, clients, imports)
	if err != nil {
		return nil, err
	}
	path, size, err := writeOutput(app, o, wasm, about)
	if err != nil {
		return nil, err
	}
	made := &report{Wasm: path, Bytes: size, Functions: []string{}}
	for _, f := range functions {
		if !f.isTool {
			made.Functions = append(made.Functions, f.exportName)
		}
	}
	sort.Strings(made.Functions)
	if len(made.Functions) == 0 {
		made.warnings = append(made.warnings, "the app exports no functions, so its API is empty.")
	}
	if place := loaded.unusedMain(); place != "" {
		made.warnings = append(made.warnings, place+": func main is never run; what is to be done once, when the app is loaded, belongs into func init.")
	}
	return made, nil
}
