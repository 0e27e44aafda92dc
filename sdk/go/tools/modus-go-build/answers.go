// SPDX-License-Identifier: Apache-2.0

package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"sort"
	"strings"
)

// A type that the app asks models for.
type answer struct {
	name string // by which the host knows it
	typ  types.Type
	pos  token.Pos // of what asks
}

const (
	modelsPackage = sdkModule + "/pkg/models"
	askFunction   = modelsPackage + ".Ask"
)

// A use of a generic function or type.
type instance struct {
	of        string // what is used: "path.name"
	within    string // the declaration in which it is used
	arguments *types.TypeList
	pos       token.Pos
}

// The types with which models.Ask is called, by the app or through generic functions and types of the
// packages it uses. Those are followed by their names: a type parameter that reaches models.Ask makes the
// arguments given for it types that are asked for.
func findAnswers(p *program) ([]answer, error) {
	instances, err := p.instances()
	if err != nil {
		return nil, err
	}
	found := map[string]answer{}
	asked := map[string][]int{askFunction: {0}} // generic declaration → its parameters that are asked for
	for changed := true; changed; {
		changed = false
		for _, use := range instances {
			for _, index := range asked[use.of] {
				typ := use.arguments.At(index)
				if parameter, ok := types.Unalias(typ).(*types.TypeParam); ok {
					if !slices.Contains(asked[use.within], parameter.Index()) {
						asked[use.within] = append(asked[use.within], parameter.Index())
						changed = true
					}
					continue
				}
				if mentionsParameter(typ) {
					return nil, p.errorf(use.pos, "a model is asked for %s, which is made of a type parameter; take the whole type as the parameter", typ)
				}
				if name := goName(typ); found[name].typ == nil {
					found[name] = answer{name, typ, use.pos}
				}
			}
		}
	}
	answers := slices.Collect(maps.Values(found))
	sort.Slice(answers, func(i, j int) bool { return answers[i].name < answers[j].name })
	return answers, nil
}

// All uses of generics in the packages, other than the SDK's, from which models.Ask can be reached.
func (p *program) instances() ([]instance, error) {
	all := instancesIn(p.main, p.files, p.uses)
	for _, pkg := range p.packages {
		if pkg.Standard || pkg.ImportPath == p.main.Path() || strings.HasPrefix(pkg.ImportPath, sdkModule+"/") || !p.reaches(pkg, modelsPackage, map[string]bool{}) {
			continue
		}
		files, err := p.parse(pkg)
		if err != nil {
			return nil, err
		}
		uses := newUses()
		checked, err := p.config.Check(pkg.ImportPath, p.fset, files, uses)
		if err != nil {
			return nil, err
		}
		all = append(all, instancesIn(checked, files, uses)...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].pos < all[j].pos })
	return all, nil
}

func (p *program) reaches(pkg *listedPackage, path string, seen map[string]bool) bool {
	for _, imported := range pkg.Imports {
		if imported == path {
			return true
		}
		next := p.packages[imported]
		if next == nil || next.Standard || seen[imported] {
			continue
		}
		seen[imported] = true
		if p.reaches(next, path, seen) {
			return true
		}
	}
	return false
}

func instancesIn(pkg *types.Package, files []*ast.File, uses *types.Info) []instance {
	var all []instance
	collect := func(node ast.Node, name string) {
		ast.Inspect(node, func(node ast.Node) bool {
			if identifier, ok := node.(*ast.Ident); ok {
				made, generic := uses.Instances[identifier]
				if used := uses.Uses[identifier]; generic && used != nil && used.Pkg() != nil {
					all = append(all, instance{used.Pkg().Path() + "." + used.Name(), pkg.Path() + "." + name, made.TypeArgs, identifier.Pos()})
				}
			}
			return true
		})
	}
	for _, file := range files {
		for _, declaration := range file.Decls {
			switch declared := declaration.(type) {
			case *ast.FuncDecl:
				collect(declared, genericName(declared))
			case *ast.GenDecl:
				for _, spec := range declared.Specs {
					name := ""
					if named, ok := spec.(*ast.TypeSpec); ok {
						name = named.Name.Name
					}
					collect(spec, name)
				}
			}
		}
	}
	return all
}

// What the type parameters within a function belong to: to it, or to the type that it is a method of.
func genericName(declared *ast.FuncDecl) string {
	if declared.Recv == nil {
		return declared.Name.Name
	}
	return typeName(declared.Recv.List[0].Type)
}

// The name of a type, or of what a pointer leads to, without package and arguments.
func typeName(expression ast.Expr) string {
	for {
		switch typed := expression.(type) {
		case *ast.StarExpr:
			expression = typed.X
		case *ast.ParenExpr:
			expression = typed.X
		case *ast.IndexExpr:
			expression = typed.X
		case *ast.IndexListExpr:
			expression = typed.X
		case *ast.SelectorExpr:
			return typed.Sel.Name
		case *ast.Ident:
			return typed.Name
		default:
			return ""
		}
	}
}

func mentionsParameter(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return true
	case *types.Pointer:
		return mentionsParameter(t.Elem())
	case *types.Slice:
		return mentionsParameter(t.Elem())
	case *types.Array:
		return mentionsParameter(t.Elem())
	case *types.Map:
		return mentionsParameter(t.Key()) || mentionsParameter(t.Elem())
	case *types.Named:
		for i := range t.TypeArgs().Len() {
			if mentionsParameter(t.TypeArgs().At(i)) {
				return true
			}
		}
	}
	return false
}
