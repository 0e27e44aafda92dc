// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// What is said about the types of one package: of each, and of the fields of those that are structs.
type packageDocs struct {
	types  map[string][]string
	fields map[string]map[string][]string
}

// The lines of a doc comment, without directives.
func docLines(groups ...*ast.CommentGroup) []string {
	for _, group := range groups {
		if text := strings.TrimSpace(group.Text()); text != "" {
			lines := strings.Split(text, "\n")
			for i := range lines {
				lines[i] = strings.TrimRight(lines[i], " \t")
			}
			return lines
		}
	}
	return nil
}

// The docs of a type's package. Those of other packages than the app's own are read from their
// sources when a type of theirs is first met.
func (p *program) docsOf(name *types.TypeName) *packageDocs {
	path := name.Pkg().Path()
	if found := p.docs[path]; found != nil {
		return found
	}
	docs := &packageDocs{types: map[string][]string{}, fields: map[string]map[string][]string{}}
	p.docs[path] = docs
	files := p.files
	if path != p.main.Path() {
		pkg := p.packages[path]
		if pkg == nil {
			return docs
		}
		var err error
		if files, err = p.parse(pkg); err != nil {
			return docs // it compiles, so this is no news to the author
		}
	}
	for _, file := range files {
		for _, declaration := range file.Decls {
			if declared, ok := declaration.(*ast.GenDecl); ok && declared.Tok == token.TYPE {
				docs.add(declared)
			}
		}
	}
	return docs
}

func (d *packageDocs) add(declared *ast.GenDecl) {
	for _, spec := range declared.Specs {
		named := spec.(*ast.TypeSpec)
		groups := []*ast.CommentGroup{named.Doc, named.Comment}
		if !declared.Lparen.IsValid() {
			groups = []*ast.CommentGroup{declared.Doc, named.Comment}
		}
		d.types[named.Name.Name] = docLines(groups...)
		if structure, ok := named.Type.(*ast.StructType); ok {
			d.fields[named.Name.Name] = fieldDocs(structure)
		}
	}
}

func fieldDocs(structure *ast.StructType) map[string][]string {
	docs := map[string][]string{}
	for _, field := range structure.Fields.List {
		lines := docLines(field.Doc, field.Comment)
		for _, name := range field.Names {
			docs[name.Name] = lines
		}
		if len(field.Names) == 0 {
			docs[typeName(field.Type)] = lines // it is embedded
		}
	}
	return docs
}
