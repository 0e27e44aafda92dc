// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An app that takes a package from a module beside it.
func layApp(t *testing.T, library string) options {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"app/go.mod":      "module app\n\ngo 1.24\n\nrequire lib v0.0.0\n\nreplace lib => ../lib\n",
		"app/main.go":     "package main\n\nimport \"lib\"\n\nfunc F() string { return lib.Text }\n",
		"lib/go.mod":      "module lib\n\ngo 1.24\n",
		"lib/lib.go":      library,
		"lib/lib_test.go": "package lib\n",
		"lib/data/a.txt":  "text",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sdk, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return options{app: filepath.Join(dir, "app"), sdk: sdk, out: filepath.Join(dir, "out"), target: "debug",
		compiler: standardCompiler, inputs: filepath.Join(dir, "inputs")}
}

func TestInputsAreListedWhereverTheyLie(t *testing.T) {
	for what, library := range map[string]string{
		"good":    "package lib\n\nimport _ \"embed\"\n\n//go:embed data/a.txt\nvar Text string\n",
		"unknown": "package lib\n\nvar Text string = nothing\n",
		"broken":  "package lib\n\nvar Text {\n",
	} {
		o := layApp(t, library)
		if _, err := build(o); (err == nil) != (what == "good") {
			t.Fatalf("%s: %v", what, err)
		}
		content, err := os.ReadFile(o.inputs)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(o.app)
		listed := strings.Split(strings.TrimSpace(string(content)), "\n")
		has := func(name string) bool {
			for _, file := range listed {
				if file == filepath.Join(dir, name) {
					return true
				}
			}
			return false
		}
		if !has("app/main.go") || !has("lib/lib.go") || !has("lib/go.mod") || has("lib/lib_test.go") {
			t.Errorf("%s: %q", what, listed)
		}
		if what == "good" && !has("lib/data/a.txt") {
			t.Errorf("what is embedded is not listed: %q", listed)
		}
		for _, file := range listed {
			if !strings.HasPrefix(file, dir+string(filepath.Separator)) {
				t.Errorf("%s: %s never changes", what, file)
			}
		}
	}
}
