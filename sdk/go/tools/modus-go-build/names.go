// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strings"
)

// What the generated file means by these names, the app's main package must not mean otherwise.
var (
	predeclared = []string{"any", "byte", "false", "len", "make", "nil", "true"}
	ownNames    = regexp.MustCompile(`^modus(Abi|Unsafe|[0-9]+|Read[0-9]+|Write[0-9]+|Export.*)$`)
)

// Which of Go's names GraphQL allows for a field or an argument; two underscores in front are its own.
var graphqlName = regexp.MustCompile(`^_?([0-9A-Za-z][0-9A-Za-z_]*)?$`)

const graphqlRule = "names there have only the letters A to Z, digits and underscores, and no two of these in front"

// Tools, which are for models alone, may have other names; a function's field may be given one by a tag.
func (p *program) checkGraphqlNames(f *function) error {
	isTagged := func(tag string) bool {
		return slices.ContainsFunc(f.docs, func(line string) bool { return strings.HasPrefix(line, tag) })
	}
	if f.isTool || isTagged("@hidden") {
		return nil
	}
	var problems []error
	if !isTagged("@name ") && !graphqlName.MatchString(f.exportName) {
		problems = append(problems, p.errorf(f.pos, "func %s cannot be a GraphQL field: %s; rename it, or name its field with @name", f.goName, graphqlRule))
	}
	for _, name := range f.names {
		if !graphqlName.MatchString(name) {
			problems = append(problems, p.errorf(f.pos, "the parameter %s of func %s cannot be a GraphQL argument: %s; rename it", name, f.goName, graphqlRule))
		}
	}
	return errors.Join(problems...)
}

func (p *program) checkNames() error {
	for _, name := range p.main.Scope().Names() {
		_, isType := types.Universe.Lookup(name).(*types.TypeName)
		if isType || slices.Contains(predeclared, name) || ownNames.MatchString(name) {
			return p.errorf(p.main.Scope().Lookup(name).Pos(),
				"the code that Modus adds to package main uses the name %s for something else; give this another name", name)
		}
	}
	return nil
}

// Why the generated file cannot write the type, or "".
func (s *typeSet) outOfReach(t types.Type) string {
	switch t := t.(type) {
	case *types.Alias:
		return s.hidden(t.Obj(), t.TypeArgs())
	case *types.Named:
		return s.hidden(t.Obj(), t.TypeArgs())
	case *types.Map:
		if why := s.outOfReach(t.Key()); why != "" {
			return why
		}
		return s.outOfReach(t.Elem())
	case interface{ Elem() types.Type }: // pointers, slices, arrays
		return s.outOfReach(t.Elem())
	}
	return ""
}

func (s *typeSet) hidden(name *types.TypeName, arguments *types.TypeList) string {
	pkg := name.Pkg()
	switch {
	case pkg == nil:
		return ""
	case name.Parent() != pkg.Scope():
		return "it is declared within a function"
	case pkg != s.program.main && !name.Exported():
		return fmt.Sprintf("package %s keeps it to itself", pkg.Path())
	case !mayImport(s.program.main.Path(), pkg.Path()):
		return fmt.Sprintf("package %s is internal to another module", pkg.Path())
	}
	for i := range arguments.Len() {
		if why := s.outOfReach(arguments.At(i)); why != "" {
			return why
		}
	}
	return ""
}

// A package below a folder "internal" belongs to those beside that folder.
func mayImport(from, imported string) bool {
	for parent := imported; parent != "."; parent = path.Dir(parent) {
		if path.Base(parent) == "internal" {
			owner := path.Dir(parent)
			return from == owner || strings.HasPrefix(from, owner+"/")
		}
	}
	return true
}
