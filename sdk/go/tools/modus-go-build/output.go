// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What the standard compiler's runtime reads while it starts, and the package abi renews in each instance.
const renewedWords = "environment random time"

// Writes the module with what it says about itself, and a copy of the manifest; a module of an app
// that has several has none of its own. Returns the module's path and size.
func writeOutput(a *app, o options, wasm, about []byte, embedded []string) (string, int64, error) {
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
	if err := writeEmbedded(o, embedded); err != nil {
		return "", 0, err
	}
	path := filepath.Join(o.out, a.name+".wasm")
	return path, int64(len(wasm)), replaceFile(path, wasm)
}

// For "modus dev", which watches these files.
const embeddedList = ".embedded"

func writeEmbedded(o options, embedded []string) error {
	path := filepath.Join(o.out, embeddedList)
	if o.target == "debug" && len(embedded) > 0 {
		return replaceFile(path, []byte(strings.Join(embedded, "\n")+"\n"))
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// The files that packages of the app's own module take in, as seen from the app's folder; a folder with a
// slash behind it where they lie in one below the package's.
func (p *program) embedded() []string {
	found := map[string]bool{}
	for _, pkg := range p.packages {
		if pkg.Module == nil || !pkg.Module.Main {
			continue
		}
		for _, name := range pkg.EmbedFiles {
			if below := filepath.Dir(name); below != "." {
				name = below + string(filepath.Separator)
			}
			if seen, err := filepath.Rel(p.app.dir, filepath.Join(pkg.Dir, name)); err == nil {
				if strings.HasSuffix(name, string(filepath.Separator)) {
					seen += string(filepath.Separator)
				}
				found[seen] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
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
