// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/types"
)

// A struct of the app's main package shows all its fields, as in the original; one of another package
// those that can be reached. The name of a field begins with a small letter.
func (s *typeSet) fillRecord(made *abiType, named *types.Named, structure *types.Struct) error {
	made.kind = recordKind
	object := named.Obj()
	docs := s.program.docsOf(object)
	made.docs = docs.types[object.Name()]
	goNames := map[string]string{}
	for i := range structure.NumFields() {
		field := structure.Field(i)
		if field.Name() == "_" || (!field.Exported() && field.Pkg() != s.program.main) {
			continue
		}
		typ, err := s.addWhole(field.Type(), fmt.Sprintf("%s %s, whose field %s is", s.owner, object.Name(), field.Name()))
		if err != nil {
			return err
		}
		name := lowerFirst(field.Name())
		if other, taken := goNames[name]; taken {
			return s.refuse(named, fmt.Sprintf("its fields %s and %s have the same name there", other, field.Name()))
		}
		goNames[name] = field.Name()
		made.fields = append(made.fields, abiField{field.Name(), name, typ, docs.fields[object.Name()][field.Name()]})
	}
	return nil
}

// A struct made of time.Time's parts, which nobody but package time can reach: a name for that type.
func isTime(structure *types.Struct) bool {
	if structure.NumFields() == 0 {
		return false
	}
	first := structure.Field(0)
	return first.Name() == "wall" && first.Pkg() != nil && first.Pkg().Path() == "time"
}

// A value of the type takes no bytes.
func (t *abiType) isEmpty() bool {
	switch t.kind {
	case arrayKind:
		return t.length == 0 || t.element.isEmpty()
	case rawKind:
		return t.length == 0
	case recordKind:
		for _, field := range t.fields {
			if !field.typ.isEmpty() {
				return false
			}
		}
		return true
	}
	return false
}

// The types that a value of the type holds.
func (t *abiType) parts() []*abiType {
	var parts []*abiType
	for _, part := range []*abiType{t.element, t.key} {
		if part != nil {
			parts = append(parts, part)
		}
	}
	for _, field := range t.fields {
		parts = append(parts, field.typ)
	}
	return parts
}

func (t *abiType) reaches(target *abiType, seen map[*abiType]bool) bool {
	for _, part := range t.parts() {
		if part == target {
			return true
		}
		if !seen[part] {
			seen[part] = true
			if part.reaches(target, seen) {
				return true
			}
		}
	}
	return false
}

func markRecursive(all []*abiType) {
	for _, t := range all {
		t.recursive = t.kind == recordKind && t.reaches(t, map[*abiType]bool{})
	}
}
