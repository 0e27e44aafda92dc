// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

const oldestGo = 24 // of version 1; the first whose modules can export functions

// What each go command is told besides the user's settings: no other compiler is fetched, and an app is a module.
var ownEnvironment = []string{"GOTOOLCHAIN=local", "GO111MODULE=on"}

// An app as its go.mod and the go command describe it.
type app struct {
	dir        string // of its main package
	root       string // of the module it is in
	name       string // the last part of its import path
	modulePath string
	goVersion  string   // the language version that its go.mod asks for, such as 1.23.0
	asksForSdk bool     // its go.mod requires the SDK's module
	replaced   []string // folders that stand for modules
	toolchain  *toolchain
}

// What the installed go command says about itself in an app's folder.
type toolchain struct {
	GOVERSION, GOROOT string
	GOMOD             string // the go.mod that holds there
	GOWORK            string // the go.work that holds there; empty or "off": none
	GOFLAGS           string
	GOMODCACHE        string // where downloaded modules are
}

func readApp(dir string) (*app, error) {
	installed, err := findToolchain(dir)
	if err != nil {
		return nil, err
	}
	if installed.GOMOD == "" || installed.GOMOD == os.DevNull {
		return nil, fmt.Errorf("there is no go.mod in %s or above it; a Go app needs one", dir)
	}
	output, err := runGo(dir, nil, "mod", "edit", "-json", installed.GOMOD)
	if err != nil {
		return nil, err
	}
	var file struct {
		Module  struct{ Path string }
		Go      string
		Require []struct{ Path string }
		Replace []struct {
			New struct{ Path, Version string }
		}
	}
	if err := json.Unmarshal(output, &file); err != nil {
		return nil, fmt.Errorf("cannot read go.mod: %w", err)
	}
	if file.Module.Path == "" {
		return nil, fmt.Errorf("%s names no module", installed.GOMOD)
	}
	if file.Go != "" && version.Compare("go"+file.Go, installed.GOVERSION) > 0 {
		return nil, fmt.Errorf("%s asks for Go %s, and the installed one is %s; get a newer one from go.dev/dl",
			installed.GOMOD, file.Go, strings.TrimPrefix(installed.GOVERSION, "go"))
	}
	a := &app{dir: dir, root: filepath.Dir(installed.GOMOD), modulePath: file.Module.Path, goVersion: file.Go, toolchain: installed}
	if a.name, err = appName(a); err != nil {
		return nil, err
	}
	for _, required := range file.Require {
		a.asksForSdk = a.asksForSdk || required.Path == sdkModule
	}
	for _, replace := range file.Replace {
		if folder := replace.New.Path; replace.New.Version == "" && filepath.IsAbs(folder) {
			a.replaced = append(a.replaced, folder)
		} else if replace.New.Version == "" {
			a.replaced = append(a.replaced, filepath.Join(a.root, folder))
		}
	}
	return a, nil
}

func appName(a *app) (string, error) {
	// GOMOD comes from the working directory as the system names it, which links may hide.
	dir, err := filepath.EvalSymlinks(a.dir)
	if err != nil {
		return "", err
	}
	root, err := filepath.EvalSymlinks(a.root)
	if err != nil {
		return "", err
	}
	below, err := filepath.Rel(root, dir)
	return path.Base(path.Join(a.modulePath, filepath.ToSlash(below))), err
}

func findToolchain(dir string) (*toolchain, error) {
	command := exec.Command("go", "env", "-json", "GOVERSION", "GOROOT", "GOMOD", "GOWORK", "GOFLAGS", "GOMODCACHE")
	command.Dir = dir
	command.Env = append(os.Environ(), ownEnvironment...)
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("Go is not installed; building Go apps needs version 1.%d or later, from go.dev/dl", oldestGo)
	}
	t := &toolchain{}
	if err := json.Unmarshal(output, t); err != nil {
		return nil, fmt.Errorf("cannot read what go env tells: %w", err)
	}
	parts := strings.FieldsFunc(t.GOVERSION, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) >= 2 {
		if minor, err := strconv.Atoi(parts[1]); err == nil && minor >= oldestGo {
			return t, nil
		}
	}
	return nil, fmt.Errorf("%s is too old; building Go apps needs version 1.%d or later, from go.dev/dl", t.GOVERSION, oldestGo)
}

// Runs the installed go command in a folder, with its own environment plus what is given; it fetches no
// other. What the command says against the app becomes the error.
func runGo(dir string, environment []string, arguments ...string) ([]byte, error) {
	command := exec.Command("go", arguments...)
	command.Dir = dir
	command.Env = append(append(os.Environ(), ownEnvironment...), environment...)
	var errorText bytes.Buffer
	command.Stderr = &errorText
	output, err := command.Output()
	if err == nil {
		return output, nil
	}
	if text := readable(errorText.String(), dir); text != "" {
		return nil, errors.New(text)
	}
	return nil, fmt.Errorf("go %s: %w", arguments[0], err)
}

// The compiler's messages without its headings, with files as seen from the app's folder.
func readable(text, dir string) string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "go: downloading ") {
			continue
		}
		line = strings.ReplaceAll(line, dir+string(filepath.Separator), "")
		indent := line[:len(line)-len(strings.TrimLeft(line, "\t"))]
		lines = append(lines, indent+strings.TrimPrefix(line[len(indent):], "."+string(filepath.Separator)))
	}
	return strings.Join(lines, "\n")
}
