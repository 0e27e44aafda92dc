// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"go/version"
	"os"
	"path/filepath"
	"strings"
)

// The first version whose workspaces may have a vendor folder.
const vendoredWorkVersion = "1.22"

// The folder in which a module or a workspace keeps what it uses, or "" when it has none or the user
// says that it be ignored.
func vendorFolder(root string, t *toolchain) string {
	folder := filepath.Join(root, "vendor")
	if _, err := os.Stat(filepath.Join(folder, "modules.txt")); err != nil || strings.Contains(t.GOFLAGS, "-mod=mod") {
		return ""
	}
	return folder
}

// An app with a vendor folder is built in a workspace with the SDK's module: a module that is used
// there need not be in the vendor folder.
func (s *workspace) writeWork(a *app, sdk string) error {
	s.works = filepath.Join(s.folder, "go.work")
	goVersion := vendoredWorkVersion
	if version.Compare("go"+a.goVersion, "go"+goVersion) > 0 {
		goVersion = a.goVersion
	}
	if version.Compare("go"+sdkGoVersion, "go"+goVersion) > 0 {
		goVersion = sdkGoVersion
	}
	text := fmt.Sprintf("go %s\n\nuse (\n\t%q\n\t%q\n)\n", goVersion, a.root, sdk)
	return os.WriteFile(s.works, []byte(text), 0o600)
}

// Lets the workspace use what the folder holds.
func (s *workspace) linkVendored(folder string) error {
	list, err := os.ReadFile(filepath.Join(folder, "modules.txt"))
	if err != nil {
		return err
	}
	place := filepath.Join(s.folder, "vendor")
	if err := os.Mkdir(place, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			err = errors.Join(err, os.Symlink(filepath.Join(folder, entry.Name()), filepath.Join(place, entry.Name())))
		}
	}
	if err != nil {
		return err
	}
	text, err := s.vendoredModules(string(list), filepath.Dir(folder))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(place, "modules.txt"), []byte(text), 0o600)
}

// The list of modules for the workspace: it names replacements as seen from there, and of the SDK, which
// is one of the workspace's own modules, nothing but that it is required.
func (s *workspace) vendoredModules(list, root string) (string, error) {
	text := "## workspace\n"
	ofSdk := false
	for _, line := range strings.Split(strings.TrimPrefix(list, text), "\n") {
		if strings.HasPrefix(line, "# ") {
			ofSdk = strings.HasPrefix(line, "# "+sdkModule+" ")
			if ofSdk {
				line, _, _ = strings.Cut(line, " =>")
			} else if before, local, found := strings.Cut(line, " => ."); found {
				seen, err := filepath.Rel(s.folder, filepath.Join(root, "."+local))
				if err != nil {
					return "", err
				}
				line = before + " => " + filepath.ToSlash(seen)
			}
		}
		if line != "" && line != "# "+sdkModule && !(ofSdk && line[0] != '#') {
			text += line + "\n"
		}
	}
	return text, nil
}
