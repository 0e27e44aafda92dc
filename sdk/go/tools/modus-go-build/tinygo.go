// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

const oldestTinyGo = 35 // of version 0; the first whose modules export functions as the standard compiler's do

var tinyGoVersion = regexp.MustCompile(`^tinygo version 0\.(\d+)\.\d+`)

func checkTinyGo() error {
	output, err := exec.Command("tinygo", "version").Output()
	if err != nil {
		return fmt.Errorf("TinyGo is not installed; get version 0.%d or later from tinygo.org, or build with the standard compiler (--compiler go)", oldestTinyGo)
	}
	found := tinyGoVersion.FindSubmatch(output)
	if found == nil {
		return fmt.Errorf("tinygo says that it is %q, which is no version known here", strings.TrimSpace(string(output)))
	}
	if minor, err := strconv.Atoi(string(found[1])); err != nil || minor < oldestTinyGo {
		return fmt.Errorf("%s is too old; building apps needs version 0.%d or later, from tinygo.org", found[0], oldestTinyGo)
	}
	return nil
}

// TinyGo knows no overlays: it compiles a copy of the app's module, with the generated file in it.
func compileWithTinyGo(a *app, space *workspace, target, output string) error {
	copied, err := space.copyModule(a)
	if err != nil {
		return err
	}
	arguments := []string{"build", "-target=wasip1", "-buildmode=c-shared", "-o", output}
	if target == "release" {
		arguments = append(arguments, "-no-debug")
	}
	command := exec.Command("tinygo", append(arguments, ".")...)
	command.Dir = copied
	command.Env = append(os.Environ(), space.nativeEnvironment()...)
	var errorText bytes.Buffer
	command.Stderr = &errorText
	if err := command.Run(); err == nil {
		return nil
	} else if errorText.Len() == 0 {
		return fmt.Errorf("tinygo build: %w", err)
	}
	return errors.New("TinyGo cannot build this app; the standard compiler may (--compiler go):\n" + readable(errorText.String(), copied))
}

// Returns the copy of the main package's folder.
func (s *workspace) copyModule(a *app) (string, error) {
	root := filepath.Join(s.folder, "module")
	below, err := filepath.Rel(a.root, a.dir)
	if err != nil {
		return "", err
	}
	if err := copySources(a.root, root, filepath.Join(a.dir, "build")); err != nil {
		return "", err
	}
	for path, content := range s.replace {
		inModule, err := filepath.Rel(a.root, path)
		if err != nil || !filepath.IsLocal(inModule) {
			continue
		}
		target := filepath.Join(root, inModule)
		if content == "" {
			err = os.Remove(target)
		} else {
			err = copyFile(content, target)
		}
		if err != nil {
			return "", err
		}
	}
	return filepath.Join(root, below), s.moveModule(a, root)
}

// Leaves out what no compiler looks at, what was built, and the vendor folder, which the workspace links
// to itself.
func copySources(from, to, built string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		source, target := filepath.Join(from, name), filepath.Join(to, name)
		switch {
		case strings.HasPrefix(name, "."), name == "node_modules", name == "vendor", source == built:
			continue
		case entry.IsDir():
			err = copySources(source, target, built)
		case entry.Type().IsRegular():
			err = copyFile(source, target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Lets the copy's go.mod, and the go.work that the module is part of, lead to what the module's own
// lead to.
func (s *workspace) moveModule(a *app, root string) error {
	modFile := filepath.Join(root, "go.mod")
	if len(s.modules) > 0 {
		for _, name := range []string{"go.mod", "go.sum"} {
			err := copyFile(filepath.Join(s.folder, name), filepath.Join(root, name))
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	output, err := runGo(root, nil, "mod", "edit", "-json", modFile)
	if err != nil {
		return err
	}
	var file struct{ Replace []replacement }
	if err := json.Unmarshal(output, &file); err != nil {
		return err
	}
	if edit := movedReplacements(file.Replace, a.root); len(edit) > 0 {
		if _, err := runGo(root, nil, append(append([]string{"mod", "edit"}, edit...), modFile)...); err != nil {
			return err
		}
	}
	if s.works == "off" {
		return nil
	}
	_, err = runGo(s.folder, []string{"GOWORK=off"}, "work", "edit", "-dropuse="+a.root, "-use="+root, s.works)
	return err
}
