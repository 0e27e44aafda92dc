// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// What the standard compiler's runtime reads while it starts, and the package abi renews in each instance.
const renewedWords = "environment random time"

// Writes the module with what it says about itself, and a copy of the manifest. Returns the module's
// path and size.
func writeOutput(a *app, compiler, folder string, wasm, about []byte) (string, int64, error) {
	wasm = appendCustomSection(wasm, "modus_metadata_version", []byte{metadataVersion})
	wasm = appendCustomSection(wasm, "modus_metadata", about)
	if compiler == standardCompiler {
		wasm = appendCustomSection(wasm, "modus_snapshot", []byte(renewedWords))
	}
	manifest, err := os.ReadFile(filepath.Join(a.dir, "modus.json"))
	if err != nil {
		return "", 0, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", 0, err
	}
	if err := replaceFile(filepath.Join(folder, "modus.json"), manifest); err != nil {
		return "", 0, err
	}
	path := filepath.Join(folder, a.name+".wasm")
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
