// SPDX-License-Identifier: Apache-2.0

package main

import "go/ast"

// Functions for models alone are marked by a line, and exported under names that stand for no field of the
// app's API.
const (
	toolDirective = "//modus:tool"
	toolPrefix    = "_modus_tool_"
)

func isTool(declared *ast.FuncDecl) bool { return hasDirective(declared.Doc, toolDirective) }

// A mark that means nothing in another package of the app would be overlooked.
func (p *program) checkOtherTools() error {
	for _, pkg := range p.packages {
		if pkg.Module == nil || !pkg.Module.Main || pkg.ImportPath == p.main.Path() {
			continue
		}
		files, err := p.parse(pkg)
		if err != nil {
			return err
		}
		for _, file := range files {
			for _, declaration := range file.Decls {
				if declared, ok := declaration.(*ast.FuncDecl); ok && isTool(declared) {
					return p.errorf(declared.Pos(), "func %s cannot be a tool: it is not in package main; mark a function there that calls it", declared.Name.Name)
				}
			}
		}
	}
	return nil
}
