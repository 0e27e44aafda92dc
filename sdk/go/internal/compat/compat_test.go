// SPDX-License-Identifier: Apache-2.0

// Package compat holds the SDK to the API that apps for the original were written against: testdata has
// the declarations of each package, without bodies and without what is not exported. Packages may have more.
package compat

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// What a package declares: "func F", "type T", "T.Field", "T.Method", … and its form.
type features map[string]string

func TestEveryDeclarationOfTheOriginalIsThere(t *testing.T) {
	files, err := filepath.Glob("testdata/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		name := strings.ReplaceAll(strings.TrimSuffix(filepath.Base(file), ".go"), "_", "/")
		wanted := features{}
		wanted.read(t, file)
		if len(wanted) == 0 {
			t.Errorf("%s declares nothing", file)
		}
		got := features{}
		sources, err := filepath.Glob(filepath.Join("..", "..", "pkg", name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range sources {
			if !strings.HasSuffix(source, "_test.go") && !strings.HasSuffix(source, "_wasip1.go") {
				got.read(t, source)
			}
		}
		for feature, form := range wanted {
			if there, found := got[feature]; !found {
				t.Errorf("%s lacks %s: %s", name, feature, form)
			} else if there != form {
				t.Errorf("%s: %s is\n\t%s\nnot\n\t%s", name, feature, there, form)
			}
		}
	}
}

func (f features) read(t *testing.T, path string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range file.Decls {
		switch declared := declaration.(type) {
		case *ast.FuncDecl:
			f.function(declared)
		case *ast.GenDecl:
			for _, spec := range declared.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					f.typ(spec)
				case *ast.ValueSpec:
					f.value(declared.Tok, spec)
				}
			}
		}
	}
}

func (f features) function(declared *ast.FuncDecl) {
	if !declared.Name.IsExported() {
		return
	}
	name := declared.Name.Name
	if declared.Recv != nil {
		name = text(declared.Recv.List[0].Type) + "." + name
	}
	f["func "+name] = signature(declared.Type)
}

func (f features) typ(spec *ast.TypeSpec) {
	if !spec.Name.IsExported() {
		return
	}
	name := spec.Name.Name
	form := "type parameters (" + list(spec.TypeParams) + ") "
	switch typed := spec.Type.(type) {
	case *ast.StructType:
		f["type "+name] = form + "struct"
		for _, field := range typed.Fields.List {
			f.field(name, field)
		}
	case *ast.InterfaceType:
		f["type "+name] = form + "interface"
		for _, method := range typed.Methods.List {
			for _, identifier := range method.Names {
				if identifier.IsExported() {
					f[name+"."+identifier.Name] = signature(method.Type.(*ast.FuncType))
				}
			}
		}
	default:
		f["type "+name] = form + map[bool]string{true: "= "}[spec.Assign.IsValid()] + text(spec.Type)
	}
}

func (f features) field(owner string, field *ast.Field) {
	form := text(field.Type)
	if field.Tag != nil {
		form += " " + field.Tag.Value
	}
	for _, name := range field.Names {
		if name.IsExported() {
			f[owner+"."+name.Name] = form
		}
	}
	if len(field.Names) == 0 && ast.IsExported(strings.TrimPrefix(form, "*")) {
		f[owner+"."+form] = "embedded"
	}
}

func (f features) value(kind token.Token, spec *ast.ValueSpec) {
	for i, name := range spec.Names {
		if !name.IsExported() {
			continue
		}
		form := ""
		if spec.Type != nil {
			form = typeText(spec.Type)
		} else if i < len(spec.Values) {
			form = typeOf(spec.Values[i])
		}
		if kind == token.CONST && i < len(spec.Values) {
			form += " = " + text(spec.Values[i])
		}
		f[kind.String()+" "+name.Name] = form
	}
}

// The type of a variable's first value, as far as it can be read off.
func typeOf(value ast.Expr) string {
	switch value := value.(type) {
	case *ast.UnaryExpr:
		return "*" + typeOf(value.X)
	case *ast.CompositeLit:
		return text(value.Type)
	case *ast.FuncLit:
		return signature(value.Type)
	}
	return "?"
}

func typeText(t ast.Expr) string {
	if function, ok := t.(*ast.FuncType); ok {
		return signature(function)
	}
	return text(t)
}

// Names of parameters do not matter.
func signature(function *ast.FuncType) string {
	return "func[" + list(function.TypeParams) + "](" + list(function.Params) + ") (" + list(function.Results) + ")"
}

func list(fields *ast.FieldList) string {
	var parts []string
	if fields != nil {
		for _, field := range fields.List {
			for range max(1, len(field.Names)) {
				parts = append(parts, typeText(field.Type))
			}
		}
	}
	return strings.Join(parts, ", ")
}

func text(node ast.Node) string {
	var buffer bytes.Buffer
	if err := format.Node(&buffer, token.NewFileSet(), node); err != nil {
		panic(err) // it was parsed
	}
	return buffer.String()
}

// The other way round: each package that the original had has a list.
func TestEveryPackageHasAList(t *testing.T) {
	own := map[string]bool{"models/amazon": true, "models/gemini": true, "models/meta": true, "models/openai/responses": true, "modules": true, "testutils": true}
	err := filepath.WalkDir("../../pkg", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name, err := filepath.Rel("../../pkg", filepath.Dir(path))
		if err != nil || own[name] {
			return err
		}
		if found, _ := filepath.Glob("testdata/" + strings.ReplaceAll(name, "/", "_") + ".go"); len(found) == 0 {
			t.Errorf("nothing says what %s had", name)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
