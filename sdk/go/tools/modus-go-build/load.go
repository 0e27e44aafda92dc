// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A package as `go list` tells of it.
type listedPackage struct {
	ImportPath     string
	Name           string
	Dir            string
	GoFiles        []string
	IgnoredGoFiles []string // left out by their constraints, or since they need a C compiler
	EmbedFiles     []string // below Dir
	Export         string   // the compiled package's file
	Imports        []string
	ImportMap      map[string]string
	Standard       bool
	Module         *struct{ Main bool }
	Error          *packageError
	DepsErrors     []packageError
}

type packageError struct {
	ImportStack []string
	Pos         string // empty when Err says where
	Err         string
}

func (e *packageError) text() string {
	text := e.Err
	if strings.HasPrefix(text, "import cycle") {
		text += ": " + strings.Join(e.ImportStack, " → ")
	}
	if e.Pos != "" {
		text = e.Pos + ": " + text
	}
	return text
}

// The app's main package with the types of everything it uses.
type program struct {
	app      *app
	fset     *token.FileSet
	main     *types.Package
	files    []*ast.File
	uses     *types.Info // which generic functions and types main makes use of
	packages map[string]*listedPackage
	config   types.Config
	docs     map[string]*packageDocs // by import path, read when first asked for
}

func load(a *app, space *workspace, o options) (*program, error) {
	if err := writeInputs(a, o, nil); err != nil {
		return nil, err
	}
	packages, err := list(a, space)
	if err != nil {
		return nil, err
	}
	if err := writeInputs(a, o, packages); err != nil {
		return nil, err
	}
	p := &program{app: a, fset: token.NewFileSet(), packages: map[string]*listedPackage{}, docs: map[string]*packageDocs{}}
	for _, pkg := range packages {
		p.packages[pkg.ImportPath] = pkg
	}
	root := packages[len(packages)-1] // after all it depends on
	if err := compileErrors(root, packages, a.dir); err != nil {
		return nil, err
	}
	if root.Name != "main" {
		return nil, fmt.Errorf("the package in %s is called %s; an app's functions belong into package main", a.dir, root.Name)
	}
	if err := refuseCgo(root); err != nil {
		return nil, err
	}
	if p.files, err = p.parse(root); err != nil {
		return nil, err
	}
	p.config = types.Config{
		Importer:  importer.ForCompiler(p.fset, "gc", p.open),
		Sizes:     types.SizesFor("gc", "wasm"),
		GoVersion: "",
	}
	p.uses = newUses()
	p.main, err = p.config.Check(root.ImportPath, p.fset, p.files, p.uses)
	return p, err
}

func newUses() *types.Info {
	return &types.Info{Instances: map[*ast.Ident]types.Instance{}, Uses: map[*ast.Ident]types.Object{}}
}

func list(a *app, space *workspace) ([]*listedPackage, error) {
	arguments := append([]string{"list"}, space.flags()...)
	arguments = append(arguments, "-e", "-export", "-deps",
		"-json=ImportPath,Name,Dir,GoFiles,EmbedFiles,IgnoredGoFiles,Export,Imports,ImportMap,Standard,Module,Error,DepsErrors", ".")
	output, err := runGo(a.dir, space.environment(), arguments...)
	if err != nil {
		return nil, err
	}
	var packages []*listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		pkg := &listedPackage{}
		if err := decoder.Decode(pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("cannot read what go list tells: %w", err)
		}
		packages = append(packages, pkg)
	}
	if len(packages) == 0 {
		return nil, fmt.Errorf("there are no Go files in %s", a.dir)
	}
	return packages, nil
}

// What the compiler has against the app and the packages it uses.
func compileErrors(root *listedPackage, packages []*listedPackage, dir string) error {
	var texts []string
	seen := map[string]bool{}
	add := func(text string) {
		if text = readable(text, dir); text != "" && !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	for _, pkg := range packages {
		if pkg.Error != nil {
			add(pkg.Error.text())
		}
	}
	if len(texts) == 0 {
		for _, problem := range root.DepsErrors {
			add(problem.text())
		}
	}
	if len(texts) > 0 {
		return errors.New(strings.Join(texts, "\n"))
	}
	return nil
}

func (p *program) parse(pkg *listedPackage) ([]*ast.File, error) {
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		file, err := parser.ParseFile(p.fset, filepath.Join(pkg.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// The compiled form of an imported package.
func (p *program) open(path string) (io.ReadCloser, error) {
	pkg := p.packages[path]
	if pkg == nil || pkg.Export == "" {
		return nil, fmt.Errorf("the package %s is not compiled", path)
	}
	return os.Open(pkg.Export)
}

// "file.go:3:5", the file as seen from the app's folder.
func (p *program) position(pos token.Pos) string {
	place := p.fset.Position(pos)
	if relative, err := filepath.Rel(p.app.dir, place.Filename); err == nil && !strings.HasPrefix(relative, "..") {
		place.Filename = relative
	}
	return place.String()
}

func (p *program) errorf(pos token.Pos, format string, arguments ...any) error {
	return fmt.Errorf("%s: %s", p.position(pos), fmt.Sprintf(format, arguments...))
}
