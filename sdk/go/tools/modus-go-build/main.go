// SPDX-License-Identifier: Apache-2.0

// Builds a Go app:
//
//	modus-go-build -app DIR -sdk DIR [-out DIR/build] [-target release|debug] [-compiler go|tinygo]
//	               [-inputs FILE]
//
// Writes DIR/build/<name>.wasm; into FILE, whether or not the build succeeds, the paths of the files that
// it depends on, one a line. Messages for people go to stderr; on success stdout is one line of
// JSON: {"wasm": path, "bytes": n, "functions": [name, …]}. Exits with 0 on success, 1 when the app
// cannot be built, 2 on wrong arguments.
//
//	modus-go-build -test -app DIR -sdk DIR [ARGUMENT…]
//
// runs "go test" natively in the app's folder, with these arguments (default: ./...).
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

type options struct {
	app      string // the app's folder
	sdk      string // the folder of the module github.com/hypermodeinc/modus/sdk/go
	out      string
	target   string // release or debug
	compiler string // go or tinygo
	inputs   string // where to list what the build depends on; empty: nowhere
	test     bool
	rest     []string
}

// What a build made, for the program that asked for it.
type report struct {
	Wasm      string   `json:"wasm"`
	Bytes     int64    `json:"bytes"`
	Functions []string `json:"functions"`
	warnings  []string
}

func parseOptions(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("modus-go-build", flag.ContinueOnError)
	flags.StringVar(&o.app, "app", "", "the app's folder")
	flags.StringVar(&o.sdk, "sdk", "", "the SDK's folder")
	flags.StringVar(&o.out, "out", "", "where to write (default: build/ in the app's folder)")
	flags.StringVar(&o.target, "target", "release", "release or debug")
	flags.StringVar(&o.compiler, "compiler", standardCompiler, "go or tinygo")
	flags.StringVar(&o.inputs, "inputs", "", "a file that gets the paths of the files the build depends on")
	flags.BoolVar(&o.test, "test", false, "run the app's tests natively instead")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	o.rest = flags.Args()
	if o.app == "" || o.sdk == "" {
		return o, errors.New("say which app to build and where the SDK is: -app DIR -sdk DIR")
	}
	if o.target != "release" && o.target != "debug" {
		return o, fmt.Errorf("-target is release or debug, not %s", o.target)
	}
	if o.compiler != standardCompiler && o.compiler != tinyCompiler {
		return o, fmt.Errorf("-compiler is go or tinygo, not %s", o.compiler)
	}
	if o.out == "" {
		o.out = filepath.Join(o.app, "build")
	}
	for _, path := range []*string{&o.app, &o.sdk, &o.out} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return o, err
		}
		*path = absolute
	}
	return o, nil
}

func main() {
	o, err := parseOptions(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(2)
	}
	if o.test {
		os.Exit(test(o))
	}
	made, err := build(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	for _, warning := range made.warnings {
		fmt.Fprintln(os.Stderr, "Warning:", warning)
	}
	line, err := json.Marshal(made)
	if err != nil {
		panic(err) // strings and a number
	}
	fmt.Println(string(line))
}
