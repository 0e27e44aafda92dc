// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// What the standard compiler's runtime reads while it starts, and the package abi renews in each instance.
const renewedWords = "environment random time"

// Writes the module with what it says about itself, and a copy of the manifest; a module of an app
// that has several has none of its own. Returns the module's path and size.
func writeOutput(a *app, o options, wasm, about []byte) (string, int64, error) {
	wasm = appendCustomSection(wasm, "modus_metadata_version", []byte{metadataVersion})
	wasm = appendCustomSection(wasm, "modus_metadata", about)
	if o.compiler == standardCompiler {
		wasm = appendCustomSection(wasm, "modus_snapshot", []byte(renewedWords))
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return "", 0, err
	}
	manifest, err := os.ReadFile(filepath.Join(a.dir, "modus.json"))
	if err == nil {
		err = replaceFile(filepath.Join(o.out, "modus.json"), manifest)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", 0, err
	}
	path := filepath.Join(o.out, a.name+".wasm")
	return path, int64(len(wasm)), replaceFile(path, wasm)
}

// In one step, so that a runtime that watches the folder never sees half a file.
func replaceFile(path string, content []byte) error {
	temporary := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	err := os.WriteFile(temporary, content, 0o644)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		os.Remove(temporary)
	}
	return err
}
