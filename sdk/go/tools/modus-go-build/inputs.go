// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Lists the files that the build depends on, one a line: those of all packages but the standard library's,
// the SDK's and those that were downloaded, which never change; and what says where packages are. Without
// packages only the latter, for a build that fails before they are known.
func writeInputs(a *app, o options, packages []*listedPackage) error {
	if o.inputs == "" {
		return nil
	}
	files := a.moduleFiles()
	for _, pkg := range packages {
		if pkg.Standard || pkg.Dir == "" || isBelow(pkg.Dir, o.sdk) || isBelow(pkg.Dir, a.toolchain.GOMODCACHE) {
			continue
		}
		files = append(files, sourcesIn(pkg.Dir)...)
		for _, embedded := range pkg.EmbedFiles {
			files = append(files, filepath.Join(pkg.Dir, embedded))
		}
	}
	sort.Strings(files)
	if err := os.MkdirAll(filepath.Dir(o.inputs), 0o777); err != nil {
		return err
	}
	return os.WriteFile(o.inputs, []byte(strings.Join(files, "\n")+"\n"), 0o666)
}

// Those of the app's module, of the workspace it is part of, and of modules that lie in folders of this
// machine.
func (a *app) moduleFiles() []string {
	files := []string{a.toolchain.GOMOD, filepath.Join(a.root, "go.sum"), filepath.Join(a.root, "vendor", "modules.txt")}
	if work := a.toolchain.GOWORK; work != "" && work != "off" {
		files = append(files, work, work+".sum")
	}
	for _, folder := range a.replaced {
		files = append(files, filepath.Join(folder, "go.mod"))
	}
	return files
}

// All Go files that may be part of the package, so that one that was broken or is left out now counts, too.
func sourcesIn(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // the compiler has said so
	}
	var files []string
	for _, entry := range entries {
		if name := entry.Name(); !entry.IsDir() && isSource(name) {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files
}

func isSource(name string) bool {
	extension := filepath.Ext(name)
	return !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, "_test.go") && (extension == ".go" || extension == ".s")
}

func isBelow(path, folder string) bool {
	relative, err := filepath.Rel(folder, path)
	return folder != "" && err == nil && filepath.IsLocal(relative)
}
