// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/types"
)

// A struct of the app's main package shows all its fields, as in the original, but for what the app keeps to
// itself and cannot cross, such as a lock; one of another package shows those that can be reached. The name of
// a field begins with a small letter.
func (s *typeSet) fillRecord(made *abiType, named *types.Named, structure *types.Struct) error {
	made.kind = recordKind
	object := named.Obj()
	docs := s.program.docsOf(object)
	made.docs = docs.types[object.Name()]
	goNames := map[string]string{}
	for i := range structure.NumFields() {
		field := structure.Field(i)
		if !s.isVisible(field) {
			continue
		}
		before := len(s.all)
		typ, err := s.addWhole(field.Type(), fmt.Sprintf("%s %s, whose field %s is", s.owner, object.Name(), field.Name()))
		if err != nil && field.Exported() {
			return err
		} else if err != nil {
			s.forget(before)
			continue
		}
		name := lowerFirst(field.Name())
		if other, taken := goNames[name]; taken {
			return s.refuse(named, fmt.Sprintf("its fields %s and %s have the same name there", other, field.Name()))
		}
		goNames[name] = field.Name()
		if s.remedy == functionRemedy && !graphqlName.MatchString(name) {
			return s.program.errorf(field.Pos(), "the field %s of %s cannot be a GraphQL field: %s; rename it", field.Name(), object.Name(), graphqlRule)
		}
		made.fields = append(made.fields, abiField{field.Name(), name, typ, docs.fields[object.Name()][field.Name()]})
	}
	if len(made.fields) == 0 && structure.NumFields() > 0 {
		return s.refuse(named, "it has no field that can be shown")
	}
	return nil
}

func (s *typeSet) isVisible(field *types.Var) bool {
	return field.Name() != "_" && (field.Exported() || field.Pkg() == s.program.main)
}

func hasExported(structure *types.Struct) bool {
	for i := range structure.NumFields() {
		if structure.Field(i).Exported() {
			return true
		}
	}
	return false
}

// Types that were added for something that is left out.
func (s *typeSet) forget(from int) {
	for _, t := range s.all[from:] {
		delete(s.known, goName(t.goType))
	}
	s.all = s.all[:from]
}

// A type that writes and reads itself as text, as encoding/json would have it do. A number or text with a name stays what it is
// made of, as in the original.
func isText(named *types.Named) bool {
	if _, isBasic := named.Underlying().(*types.Basic); isBasic {
		return false
	}
	methods := types.NewMethodSet(types.NewPointer(named))
	write, read := methods.Lookup(nil, "MarshalText"), methods.Lookup(nil, "UnmarshalText")
	return write != nil && read != nil && types.Identical(write.Type(), signature(nil, textType, errorType)) &&
		types.Identical(read.Type(), signature(textType, errorType))
}

var (
	textType  = types.NewSlice(types.Typ[types.Uint8])
	errorType = types.Universe.Lookup("error").Type()
)

// Of a function that takes that, or nothing, and returns these.
func signature(takes types.Type, returns ...types.Type) *types.Signature {
	var parameters, results []*types.Var
	if takes != nil {
		parameters = append(parameters, types.NewParam(0, nil, "", takes))
	}
	for _, t := range returns {
		results = append(results, types.NewParam(0, nil, "", t))
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(parameters...), types.NewTuple(results...), false)
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

// A value of the type may hold one of the kind.
func (t *abiType) holds(kind kind, seen map[*abiType]bool) bool {
	for _, part := range t.parts() {
		if part.kind == kind {
			return true
		}
		if !seen[part] {
			seen[part] = true
			if part.holds(kind, seen) {
				return true
			}
		}
	}
	return false
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
