// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path/filepath"
)

// The go command leaves out files that import "C" without a word, and with them the functions they
// export. Those with a constraint were meant to be left out.
func refuseCgo(pkg *listedPackage) error {
	for _, name := range pkg.IgnoredGoFiles {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join(pkg.Dir, name), nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil || isConstrained(file) {
			continue // files that are left out may hold anything
		}
		for _, imported := range file.Imports {
			if imported.Path.Value == `"C"` {
				return fmt.Errorf("%s:%d: the file uses cgo, and there is no C in a WebAssembly app; if the app can do "+
					"without it, say so with a line \"//go:build cgo\"", name, fset.Position(imported.Pos()).Line)
			}
		}
	}
	return nil
}

func isConstrained(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, comment := range group.List {
			if constraint.IsGoBuild(comment.Text) {
				return true
			}
		}
	}
	return false
}
