// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

const importDirective = "//modus:import "

// A package by which the app calls another module, as "modus build" writes it.
type client struct {
	pkg       *types.Package
	dir       string
	functions []*clientFunction
}

// A function of a client: its body stands for a call of the other module.
type clientFunction struct {
	*function
	module string // "modus/catalog"
	name   string // of the other module's function
	file   string
	body   *ast.BlockStmt
}

// The clients among the app's own packages that the app uses.
func (p *program) findClients() ([]*client, error) {
	var clients []*client
	for _, listed := range p.packages {
		if listed.Standard || listed.Module == nil || !listed.Module.Main || listed.Name == "main" {
			continue
		}
		found, err := p.findClient(listed)
		if err != nil {
			return nil, err
		}
		if found != nil {
			clients = append(clients, found)
		}
	}
	sort.Slice(clients, func(i, j int) bool { return clients[i].pkg.Path() < clients[j].pkg.Path() })
	return clients, nil
}

// The package as a client; nil when it is none.
func (p *program) findClient(listed *listedPackage) (*client, error) {
	files, err := p.parse(listed)
	if err != nil {
		return nil, err
	}
	var found []*clientFunction
	for i, file := range files {
		for _, declaration := range file.Decls {
			declared, ok := declaration.(*ast.FuncDecl)
			if !ok || declared.Recv != nil || declared.Body == nil {
				continue
			}
			if module, name := importOf(declared.Doc); module != "" {
				found = append(found, &clientFunction{
					function: &function{goName: declared.Name.Name, pos: declared.Pos()},
					module:   module, name: name, body: declared.Body,
					file: filepath.Join(listed.Dir, listed.GoFiles[i]),
				})
			}
		}
	}
	if found == nil {
		return nil, nil
	}
	pkg, err := p.config.Importer.Import(listed.ImportPath)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		signature := pkg.Scope().Lookup(f.goName).Type().(*types.Signature)
		f.describe(signature)
		if !f.fails {
			return nil, p.errorf(f.pos, "func %s calls another module, so its last result must be an error", f.goName)
		}
	}
	return &client{pkg, listed.Dir, found}, nil
}

// What a line such as "//modus:import modus/catalog findProduct" says.
func importOf(doc *ast.CommentGroup) (module, name string) {
	if doc == nil {
		return "", ""
	}
	for _, comment := range doc.List {
		words, found := strings.CutPrefix(comment.Text, importDirective)
		if fields := strings.Fields(words); found && len(fields) == 2 && strings.HasPrefix(fields[0], "modus/") {
			return fields[0], fields[1]
		}
	}
	return "", ""
}

func (c *client) plain() []*function {
	var functions []*function
	for _, f := range c.functions {
		functions = append(functions, f.function)
	}
	return functions
}

// Puts calls of the other module into the place of the functions' bodies, and what they need into a file
// beside them.
func (c *client) overlay(p *program, space *workspace) error {
	set, err := collectTypes(p, c.plain(), nil)
	if err != nil {
		return err
	}
	g := newGenerator(c.pkg, set)
	for i, f := range c.functions {
		g.moduleCall(i, f)
	}
	g.codecs()
	source, err := g.source(c.pkg.Name())
	if err != nil {
		return err
	}
	if err := space.overlay(filepath.Join(c.dir, generatedFile), source); err != nil {
		return err
	}
	bodies := map[string][]*clientFunction{}
	for _, f := range c.functions {
		bodies[f.file] = append(bodies[f.file], f)
	}
	for file, functions := range bodies {
		if err := overlayBodies(p.fset, space, file, functions); err != nil {
			return err
		}
	}
	return nil
}

// The file with other bodies. What it imports stays used.
func overlayBodies(fset *token.FileSet, space *workspace, file string, functions []*clientFunction) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	end := 0
	for _, f := range functions {
		arguments := strings.Join(f.names, ", ")
		text.Write(content[end:fset.Position(f.body.Lbrace).Offset])
		fmt.Fprintf(&text, "{ return modusCall%s(%s) }", f.goName, arguments)
		end = fset.Position(f.body.Rbrace).Offset + 1
	}
	text.Write(content[end:])
	text.WriteString("\n\nvar _ = modules.Call\n")
	source, err := format.Source(text.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return space.overlay(file, source)
}

// func modusCallName(arguments) (results, error)
func (g *generator) moduleCall(number int, f *clientFunction) {
	g.imports["unsafe"] = "modusUnsafe"
	g.printf("//go:wasmimport %s %s\nfunc modusImport%d(address modusUnsafe.Pointer, length uint32) int32\n\n", f.module, f.name, number)
	parameters, results, given := make([]string, len(f.parameters)), []string{}, []string{}
	for i, parameter := range f.parameters {
		parameters[i] = fmt.Sprintf("a%d %s", i, g.typeText(parameter.Type()))
	}
	for i, result := range f.results {
		results = append(results, fmt.Sprintf("v%d %s", i, g.typeText(result.Type())))
		given = append(given, fmt.Sprintf("v%d", i))
	}
	results, given = append(results, "err error"), append(given, "err")
	g.printf("func modusCall%s(%s) (%s) {\nw := &modusAbi.Writer{}\n", f.goName, strings.Join(parameters, ", "), strings.Join(results, ", "))
	for i, parameter := range f.parameters {
		g.printf("%s\n", g.write(g.types.find(parameter.Type()), fmt.Sprintf("a%d", i)))
	}
	reader := "r"
	if len(f.results) == 0 {
		reader = "_"
	}
	g.printf("%s, err %s modusAbi.CallModule(modusImport%d, w)\n", reader, map[bool]string{true: ":=", false: "="}[reader == "r"], number)
	g.printf("if err != nil {\nreturn\n}\n")
	for i, result := range f.results {
		g.printf("v%d = %s\n", i, g.read(g.types.find(result.Type())))
	}
	g.printf("return %s\n}\n\n", strings.Join(given, ", "))
}

// Adds the functions of other modules that the compiled module imports.
func addModuleImports(about *metadataJson, p *program, clients []*client, imports []string) error {
	imported := map[string]bool{}
	for _, name := range imports {
		imported[name] = true
	}
	for _, c := range clients {
		for _, f := range c.functions {
			name := f.module + "." + f.name
			if !imported[name] {
				continue
			}
			set, err := collectTypes(p, []*function{f.function}, nil)
			if err != nil {
				return err
			}
			about.FnImports[name] = describeFunction(f.function, set)
			addRecords(about, set)
		}
	}
	return nil
}
