// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A function that the app exports: to clients, or to models alone.
type function struct {
	goName     string
	exportName string
	pos        token.Pos
	docs       []string
	parameters []*types.Var
	names      []string // of the parameters
	variadic   bool
	results    []*types.Var // without the error
	fails      bool         // an error is its last result
	stream     *streamResult
	isTool     bool
}

// The result of a function that gives one value after another: iter.Seq[T], or iter.Seq2[T, error].
type streamResult struct {
	element types.Type
	fails   bool
}

var reservedNames = map[string]bool{"memory": true, "malloc": true, "free": true}

// The functions of package main that have a capital first letter, no receiver and no directive of
// their own, and those that are marked as tools, sorted by the name they are exported under. An error
// names all that cannot be exported; the others are found besides.
func findFunctions(p *program) ([]*function, error) {
	var functions []*function
	problems := []error{p.checkNames()}
	places := map[string]token.Pos{}
	for _, file := range p.files {
		for _, declaration := range file.Decls {
			declared, ok := declaration.(*ast.FuncDecl)
			if !ok || !isTool(declared) && !isExported(declared) {
				continue
			}
			f, err := p.describe(declared)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			if other, taken := places[f.exportName]; taken {
				problems = append(problems, p.errorf(f.pos, "func %s has the same name for models as the one at %s; give it another", f.goName, p.position(other)))
				continue
			}
			places[f.exportName] = f.pos
			functions = append(functions, f)
		}
	}
	sort.Slice(functions, func(i, j int) bool { return functions[i].exportName < functions[j].exportName })
	return functions, errors.Join(append(problems, p.checkOtherTools())...)
}

func isExported(declared *ast.FuncDecl) bool {
	return declared.Recv == nil && declared.Name.IsExported() && !hasDirective(declared.Doc, ownDirectives...)
}

func (p *program) describe(declared *ast.FuncDecl) (*function, error) {
	name := declared.Name.Name
	f := &function{goName: name, exportName: lowerFirst(name), pos: declared.Pos(), docs: docLines(declared.Doc)}
	if isTool(declared) {
		f.isTool, f.exportName = true, toolPrefix+f.exportName
	}
	if declared.Recv != nil {
		return nil, p.errorf(f.pos, "func %s cannot be a tool: it has a receiver", name)
	}
	if declared.Type.TypeParams != nil {
		return nil, p.errorf(f.pos, "func %s is generic and cannot be called from outside; export one for each type you need, and begin this one's name with a small letter", name)
	}
	if reservedNames[f.exportName] {
		return nil, p.errorf(f.pos, "func %s cannot be exported under the name %s, which WebAssembly modules use themselves; give it another name", name, f.exportName)
	}
	f.describe(p.main.Scope().Lookup(name).Type().(*types.Signature))
	return f, p.checkGraphqlNames(f)
}

// What the function takes and gives.
func (f *function) describe(signature *types.Signature) {
	f.variadic = signature.Variadic()
	for i := range signature.Params().Len() {
		f.parameters = append(f.parameters, signature.Params().At(i))
	}
	f.names = parameterNames(signature.Params())
	for i := range signature.Results().Len() {
		f.results = append(f.results, signature.Results().At(i))
	}
	if n := len(f.results); n > 0 && isError(f.results[n-1].Type()) {
		f.fails = true
		f.results = f.results[:n-1]
	}
	if len(f.results) == 1 {
		if f.stream = streamOf(f.results[0].Type()); f.stream != nil {
			f.results = nil
		}
	}
}

func streamOf(t types.Type) *streamResult {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "iter" {
		return nil
	}
	arguments := named.TypeArgs()
	switch named.Obj().Name() {
	case "Seq":
		return &streamResult{element: arguments.At(0)}
	case "Seq2":
		if isError(arguments.At(1)) {
			return &streamResult{element: arguments.At(0), fails: true}
		}
	}
	return nil
}

// Those that have no name get one that no other has.
func parameterNames(parameters *types.Tuple) []string {
	names := make([]string, parameters.Len())
	for i := range names {
		names[i] = parameters.At(i).Name()
	}
	for i, name := range names {
		if name != "" && name != "_" {
			continue
		}
		name = fmt.Sprintf("arg%d", i+1)
		for slices.Contains(names, name) {
			name += "_"
		}
		names[i] = name
	}
	return names
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// Where a func main stands that does something, or "". An app has none that is run.
func (p *program) unusedMain() string {
	for _, file := range p.files {
		for _, declaration := range file.Decls {
			declared, ok := declaration.(*ast.FuncDecl)
			if ok && declared.Recv == nil && declared.Name.Name == "main" && len(declared.Body.List) > 0 {
				return p.position(declared.Pos())
			}
		}
	}
	return ""
}

// By these lines a function is exported, or imported, already.
var ownDirectives = []string{"//go:wasmexport", "//go:export", "//export", "//go:wasmimport", "//modus:import"}

func hasDirective(doc *ast.CommentGroup, directives ...string) bool {
	if doc == nil {
		return false
	}
	for _, comment := range doc.List {
		word, _, _ := strings.Cut(comment.Text, " ")
		if slices.Contains(directives, word) {
			return true
		}
	}
	return false
}

func lowerFirst(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}
