// SPDX-License-Identifier: Apache-2.0

package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"go/version"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	sdkModule     = "github.com/hypermodeinc/modus/sdk/go"
	sdkGoVersion  = "1.23"
	generatedFile = "modus_generated.go"
)

// The functions by which an instance made from a snapshot renews what must not be frozen. They are
// compiled into packages of the standard library, because only there it can be reached.
var (
	//go:embed renew_runtime.go.txt
	renewRuntime []byte
	//go:embed renew_chacha8rand.go.txt
	renewChacha8rand []byte
	//go:embed renew_syscall.go.txt
	renewSyscall []byte
)

// Files beside the app that the go command sees in place of its own: the app's folder stays as it is.
type workspace struct {
	folder  string
	modules []string          // the flag by which the SDK's module is found
	works   string            // the value of GOWORK, by which it is found otherwise
	replace map[string]string // path → what stands there instead; "" hides it
	files   int
}

func newWorkspace(a *app, sdk, folder string) (*workspace, error) {
	s := &workspace{folder: folder, works: "off", replace: map[string]string{}}
	var err error
	vendored := ""
	if work := a.toolchain.GOWORK; work != "" && work != "off" {
		vendored = vendorFolder(filepath.Dir(work), a.toolchain)
		err = s.joinWork(a, sdk, work)
	} else if vendored = vendorFolder(a.root, a.toolchain); vendored != "" {
		err = s.writeWork(a, sdk)
	} else {
		err = s.writeModFile(a, sdk)
	}
	if err == nil && vendored != "" {
		err = s.linkVendored(vendored)
	}
	if err != nil {
		return nil, err
	}
	return s, s.hideGenerated(a.dir)
}

// Puts what renews an instance into the standard library.
func (s *workspace) addRenewal(t *toolchain) error {
	for name, source := range map[string][]byte{
		"runtime": renewRuntime, "internal/chacha8rand": renewChacha8rand, "syscall": renewSyscall,
	} {
		if err := s.overlay(filepath.Join(t.GOROOT, "src", filepath.FromSlash(name), "modus_renew.go"), source); err != nil {
			return err
		}
	}
	return nil
}

// A copy of go.mod in which the SDK's module is the folder that came with Modus.
func (s *workspace) writeModFile(a *app, sdk string) error {
	modFile := filepath.Join(s.folder, "go.mod")
	if err := copyFile(filepath.Join(a.root, "go.mod"), modFile); err != nil {
		return err
	}
	sums := filepath.Join(a.root, "go.sum")
	if _, err := os.Stat(sums); err == nil {
		if err := copyFile(sums, filepath.Join(s.folder, "go.sum")); err != nil {
			return err
		}
	}
	edit := []string{"mod", "edit", "-replace=" + sdkModule + "=" + sdk}
	if !a.asksForSdk {
		edit = append(edit, "-require="+sdkModule+"@v0.0.0")
	}
	if a.goVersion == "" || version.Compare("go"+a.goVersion, "go"+sdkGoVersion) < 0 {
		edit = append(edit, "-go="+sdkGoVersion)
	}
	s.modules = []string{"-modfile=" + modFile}
	_, err := runGo(a.dir, nil, append(edit, modFile)...)
	return err
}

// What go.work says, as far as a copy of it elsewhere must say it differently.
type workFile struct {
	Go      string
	Use     []struct{ DiskPath string }
	Replace []replacement
}

type replacement struct {
	Old, New struct{ Path, Version string }
}

// The edits by which relative replacements lead from anywhere to what they lead to from that folder.
func movedReplacements(replacements []replacement, from string) []string {
	var edit []string
	for _, replaced := range replacements {
		if !strings.HasPrefix(replaced.New.Path, ".") {
			continue
		}
		old := replaced.Old.Path
		if replaced.Old.Version != "" {
			old += "@" + replaced.Old.Version
		}
		edit = append(edit, "-replace="+old+"="+filepath.Join(from, replaced.New.Path))
	}
	return edit
}

// The edits by which a copy means the same, seen from anywhere, and admits the SDK's module.
func (f *workFile) moved(from string) []string {
	var edit []string
	if f.Go == "" || version.Compare("go"+f.Go, "go"+sdkGoVersion) < 0 {
		edit = append(edit, "-go="+sdkGoVersion)
	}
	for _, use := range f.Use {
		if !filepath.IsAbs(use.DiskPath) {
			edit = append(edit, "-dropuse="+use.DiskPath, "-use="+filepath.Join(from, use.DiskPath))
		}
	}
	return append(edit, movedReplacements(f.Replace, from)...)
}

// A copy of the go.work that the app is part of, to which the SDK's module is added.
func (s *workspace) joinWork(a *app, sdk, work string) error {
	output, err := runGo(filepath.Dir(work), nil, "work", "edit", "-json", work)
	if err != nil {
		return err
	}
	var file workFile
	if err := json.Unmarshal(output, &file); err != nil {
		return fmt.Errorf("cannot read %s: %w", work, err)
	}
	s.works = filepath.Join(s.folder, "go.work")
	if err := copyFile(work, s.works); err != nil {
		return err
	}
	edit := append([]string{"work", "edit", "-use=" + sdk}, file.moved(filepath.Dir(work))...)
	sums := strings.TrimSuffix(work, ".work") + ".work.sum"
	if _, err := os.Stat(sums); err == nil {
		if err := copyFile(sums, s.works+".sum"); err != nil {
			return err
		}
	}
	_, err = runGo(s.folder, []string{"GOWORK=off"}, append(edit, s.works)...)
	return err
}

// Files that the original's build tool left in the app's folder define what ours defines.
func (s *workspace) hideGenerated(dir string) error {
	for _, pattern := range []string{"modus*_generated.go", "hyp*_generated.go"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, file := range found {
			s.replace[file] = ""
		}
	}
	return s.write()
}

func (s *workspace) overlay(path string, content []byte) error {
	s.files++
	file := filepath.Join(s.folder, fmt.Sprintf("%d.go", s.files))
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return err
	}
	s.replace[path] = file
	return s.write()
}

func (s *workspace) write() error {
	text, err := json.Marshal(map[string]any{"Replace": s.replace})
	if err != nil {
		return err
	}
	return os.WriteFile(s.overlayFile(), text, 0o600)
}

func (s *workspace) overlayFile() string { return filepath.Join(s.folder, "overlay.json") }

// The flags that every go command of a build shares, so that they share what is compiled too. Paths of
// this machine stay out of the module, whose traces clients may see.
func (s *workspace) flags() []string {
	return append(s.modules, "-overlay="+s.overlayFile(), "-trimpath", "-buildvcs=false")
}

// The same for variables. The compiler is the installed one: none is fetched.
func (s *workspace) environment() []string {
	return append(s.nativeEnvironment(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0")
}

func (s *workspace) nativeEnvironment() []string {
	return append(slices.Clone(ownEnvironment), "GOWORK="+s.works)
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}
