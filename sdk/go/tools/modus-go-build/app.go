// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

const oldestGo = 24 // of version 1; the first whose modules can export functions

// An app as its go.mod describes it.
type app struct {
	dir        string
	name       string // the last part of the module's path
	modulePath string
	goVersion  string // the language version that its go.mod asks for, such as 1.23.0
	asksForSdk bool   // its go.mod requires the SDK's module
}

func readApp(dir string) (*app, error) {
	if err := checkToolchain(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		return nil, fmt.Errorf("there is no go.mod in %s; a Go app needs one", dir)
	}
	output, err := runGo(dir, nil, "mod", "edit", "-json")
	if err != nil {
		return nil, err
	}
	var file struct {
		Module  struct{ Path string }
		Go      string
		Require []struct{ Path string }
	}
	if err := json.Unmarshal(output, &file); err != nil {
		return nil, fmt.Errorf("cannot read go.mod: %w", err)
	}
	if file.Module.Path == "" {
		return nil, fmt.Errorf("%s names no module", filepath.Join(dir, "go.mod"))
	}
	a := &app{dir: dir, name: path.Base(file.Module.Path), modulePath: file.Module.Path, goVersion: file.Go}
	for _, required := range file.Require {
		a.asksForSdk = a.asksForSdk || required.Path == sdkModule
	}
	return a, nil
}

func checkToolchain() error {
	output, err := exec.Command("go", "env", "GOVERSION").Output()
	if err != nil {
		return fmt.Errorf("Go is not installed; building Go apps needs version 1.%d or later, from go.dev/dl", oldestGo)
	}
	version := strings.TrimSpace(string(output))
	parts := strings.FieldsFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) >= 2 {
		if minor, err := strconv.Atoi(parts[1]); err == nil && minor >= oldestGo {
			return nil
		}
	}
	return fmt.Errorf("%s is too old; building Go apps needs version 1.%d or later, from go.dev/dl", version, oldestGo)
}

// Runs the go command in a folder, with its own environment plus what is given. What the command
// says against the app becomes the error.
func runGo(dir string, environment []string, arguments ...string) ([]byte, error) {
	command := exec.Command("go", arguments...)
	command.Dir = dir
	command.Env = append(os.Environ(), environment...)
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
		lines = append(lines, strings.TrimPrefix(line, "."+string(filepath.Separator)))
	}
	return strings.Join(lines, "\n")
}
