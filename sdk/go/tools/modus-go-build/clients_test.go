// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const clientSource = `package catalog

import "github.com/hypermodeinc/modus/sdk/go/pkg/modules"

// Find finds.
//
//modus:import modus/catalog findProduct
func Find(sku string) (result int, err error) {
	err = modules.Call("modus/catalog.findProduct", []any{sku}, &result)
	return result, err
}

func helper() {}
`

func TestBodiesOfClientsBecomeCalls(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalog.go")
	if err := os.WriteFile(file, []byte(clientSource), 0o600); err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var functions []*clientFunction
	for _, declaration := range parsed.Decls {
		declared, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if module, name := importOf(declared.Doc); module == "modus/catalog" && name == "findProduct" {
			functions = append(functions, &clientFunction{
				function: &function{goName: declared.Name.Name, names: []string{"sku"}}, body: declared.Body,
			})
		}
	}
	space := &workspace{folder: t.TempDir(), replace: map[string]string{}}
	if err := overlayBodies(fset, space, file, functions); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(space.replace[file])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"func Find(sku string) (result int, err error) { return modusCallFind(sku) }", "func helper() {}", "var _ = modules.Call",
	} {
		if !strings.Contains(string(made), want) {
			t.Errorf("%q is missing in\n%s", want, made)
		}
	}
	if strings.Contains(string(made), "[]any{sku}") {
		t.Errorf("the native body is still there:\n%s", made)
	}
}

func TestOnlyImportsOfModulesCount(t *testing.T) {
	for text, want := range map[string]string{
		"//modus:import modus/catalog find": "modus/catalog find",
		"//modus:import modus_models find":  " ",
		"//modus:import modus/catalog":      " ",
		"// modus:import modus/catalog x":   " ",
	} {
		module, name := importOf(&ast.CommentGroup{List: []*ast.Comment{{Text: text}}})
		if got := module + " " + name; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
