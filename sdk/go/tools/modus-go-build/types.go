// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"slices"
)

// What a type is to the ABI.
type kind int

const (
	basicKind    kind = iota // method names the accessors of abi.Writer and abi.Reader
	timeKind                 // time.Time, and names for it
	durationKind             // time.Duration
	blobKind                 // []byte
	rawKind                  // [N]byte
	jsonKind                 // any
	rawJsonKind              // json.RawMessage
	textKind                 // what writes and reads itself as text
	pointerKind              // to element, which is no pointer, slice or map
	numbersKind              // []element, whose elements lie in memory as they are packed
	listKind                 // []element
	arrayKind                // [length]element
	mapKind                  // map[key]element
	recordKind               // a struct with a name
)

// A type that crosses between the app and its clients.
type abiType struct {
	kind      kind
	goType    types.Type
	plainName string // in the metadata, of a basic type or a record
	method    string
	element   *abiType
	key       *abiType
	length    int64
	fields    []abiField
	docs      []string
	number    int  // of its generated functions
	recursive bool // a record that may contain itself
}

type abiField struct {
	goName string
	name   string
	typ    *abiType
	docs   []string
}

// All types of the app's functions, in the order in which they were met.
type typeSet struct {
	program *program
	known   map[string]*abiType // by the type as Go writes it
	all     []*abiType
	open    []*abiType // whose parts are being looked at
	place   token.Pos  // of what the types are looked at for
	owner   string     // the same in words
	whole   types.Type // all of its type
	remedy  string     // what to do when they cannot cross
}

const longestArray = 1 << 24 // see docs/function-abi.md

const (
	functionRemedy = "cannot cross to clients: %s. Begin the function's name with a small letter to keep it within the app, or use another type"
	toolRemedy     = "cannot cross to models: %s. Use another type"
	answerRemedy   = "no model can give: %s"
)

// The types of functions, and those that models are asked for. An error names all that cannot cross.
func collectTypes(p *program, functions []*function, answers []answer) (*typeSet, error) {
	set := &typeSet{program: p, known: map[string]*abiType{}}
	var problems []error
	for _, f := range functions {
		problems = append(problems, set.addFunction(f))
	}
	problems = append(problems, set.addAnswers(answers))
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	markRecursive(set.all)
	return set, set.checkLists()
}

func (s *typeSet) addFunction(f *function) error {
	s.place, s.remedy = f.pos, functionRemedy
	if f.isTool {
		s.remedy = toolRemedy
	}
	var problems []error
	for i, parameter := range f.parameters {
		_, err := s.addWhole(parameter.Type(), fmt.Sprintf("func %s takes %s", f.goName, f.names[i]))
		problems = append(problems, err)
	}
	results := fmt.Sprintf("func %s returns", f.goName)
	for _, result := range f.results {
		_, err := s.addWhole(result.Type(), results)
		problems = append(problems, err)
	}
	if f.stream != nil {
		_, err := s.addWhole(f.stream.element, results)
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// What takes no bytes cannot be counted.
func (s *typeSet) checkLists() error {
	for _, t := range s.all {
		if t.kind == listKind && t.element.isEmpty() {
			s.owner, s.whole, s.remedy = "there is a", t.goType, functionRemedy
			return s.refuse(t.goType, "its elements have no fields")
		}
	}
	return nil
}

func (s *typeSet) find(t types.Type) *abiType { return s.known[goName(t)] }

// The type as Go writes it with full import paths, aliases replaced by what they stand for.
func goName(t types.Type) string { return types.TypeString(types.Unalias(t), nil) }

func (s *typeSet) refuse(t types.Type, why string) error {
	asWritten := func(t types.Type) string { return types.TypeString(t, types.RelativeTo(s.program.main)) }
	part := "which"
	if asWritten(t) != asWritten(s.whole) {
		part = "whose part " + asWritten(t)
	}
	return s.program.errorf(s.place, "%s %s, %s "+s.remedy, s.owner, asWritten(s.whole), part, why)
}

// Adds the type of something that errors are to name.
func (s *typeSet) addWhole(t types.Type, owner string) (*abiType, error) {
	outerOwner, outerWhole := s.owner, s.whole
	defer func() { s.owner, s.whole = outerOwner, outerWhole }()
	s.owner, s.whole = owner, t
	return s.add(t)
}

func (s *typeSet) add(t types.Type) (*abiType, error) {
	name := goName(t)
	if known := s.known[name]; known != nil {
		return known, s.checkCycle(known)
	}
	if why := s.outOfReach(t); why != "" {
		return nil, s.refuse(t, why)
	}
	made := &abiType{goType: t, plainName: name, number: len(s.all)}
	s.known[name] = made // before its parts, which may be made of it
	s.all = append(s.all, made)
	s.open = append(s.open, made)
	err := s.fill(made, types.Unalias(t))
	s.open = s.open[:len(s.open)-1]
	if err != nil && made.kind != recordKind {
		delete(s.known, name) // who uses it next is told as well; of a record once is enough
	}
	return made, err
}

// A type may be made of itself, if there is a struct in between.
func (s *typeSet) checkCycle(known *abiType) error {
	start := slices.Index(s.open, known)
	if start < 0 || slices.ContainsFunc(s.open[start:], func(t *abiType) bool { return t.kind == recordKind }) {
		return nil
	}
	return s.refuse(known.goType, "it contains itself without a struct in between")
}

func (s *typeSet) fill(made *abiType, t types.Type) error {
	if named, ok := t.(*types.Named); ok {
		return s.fillNamed(made, named)
	}
	return s.fillPlain(made, t)
}

func (s *typeSet) fillNamed(made *abiType, named *types.Named) error {
	if made.plainName == "time.Duration" {
		made.kind = durationKind
		return nil
	}
	if pkg := named.Obj().Pkg(); pkg != nil && pkg.Path() == "iter" {
		return s.refuse(made.goType, "only the one result of a function can be a stream, iter.Seq[T] or iter.Seq2[T, error]")
	}
	if made.plainName == "encoding/json.RawMessage" {
		made.kind = rawJsonKind
		return nil
	}
	structure, isStruct := named.Underlying().(*types.Struct)
	if isStruct && isTime(structure) {
		made.kind, made.plainName = timeKind, "time.Time"
		return nil
	}
	if (!isStruct || !hasExported(structure)) && isText(named) {
		made.kind, made.plainName = textKind, "string"
		return nil
	}
	if isStruct {
		return s.fillRecord(made, named, structure)
	}
	return s.fillPlain(made, named.Underlying()) // it crosses as what it is made of
}

func (s *typeSet) fillPlain(made *abiType, t types.Type) (err error) {
	switch t := t.(type) {
	case *types.Basic:
		return s.fillBasic(made, t)
	case *types.Interface:
		if !t.Empty() {
			return s.refuse(made.goType, "it is an interface with methods")
		}
		made.kind = jsonKind
		return nil
	case *types.Pointer:
		made.kind = pointerKind
		made.element, err = s.add(t.Elem())
	case *types.Slice:
		made.kind = listKind
		if isByte(t.Elem()) {
			made.kind = blobKind
		}
		made.element, err = s.add(t.Elem())
		if err == nil && made.kind == listKind && made.element.isNumber() {
			made.kind = numbersKind
		}
	case *types.Array:
		if t.Len() > longestArray {
			return s.refuse(made.goType, fmt.Sprintf("an array may have %d elements at most", longestArray))
		}
		made.kind, made.length = arrayKind, t.Len()
		if isByte(t.Elem()) {
			made.kind = rawKind
		}
		made.element, err = s.add(t.Elem())
	case *types.Map:
		return s.fillMap(made, t)
	case *types.Struct:
		return s.refuse(made.goType, "the struct has no name")
	case *types.Chan:
		return s.refuse(made.goType, "it is a channel")
	case *types.Signature:
		return s.refuse(made.goType, "it is a function")
	default:
		return s.refuse(made.goType, "its kind is not supported")
	}
	return err
}

func (s *typeSet) fillMap(made *abiType, t *types.Map) (err error) {
	made.kind = mapKind
	if made.key, err = s.add(t.Key()); err != nil {
		return err
	}
	if made.key.kind != basicKind && made.key.kind != textKind {
		return s.refuse(t, "a map's key must be a string, a number or a bool")
	}
	made.element, err = s.add(t.Elem())
	return err
}

var basicMethods = map[types.BasicKind]string{
	types.Bool: "Bool", types.Int: "Int", types.Int8: "Int8", types.Int16: "Int16", types.Int32: "Int32", types.Int64: "Int64",
	types.Uint: "Uint", types.Uint8: "Uint8", types.Uint16: "Uint16", types.Uint32: "Uint32", types.Uint64: "Uint64",
	types.Uintptr: "Uintptr", types.Float32: "Float32", types.Float64: "Float64", types.String: "String",
}

func (s *typeSet) fillBasic(made *abiType, t *types.Basic) error {
	method, ok := basicMethods[t.Kind()]
	if !ok {
		return s.refuse(made.goType, "its kind is not supported")
	}
	made.kind, made.method, made.plainName = basicKind, method, types.Typ[t.Kind()].Name()
	return nil
}

// The type as the metadata spells it: aliases and names of what is no struct are replaced by what they
// stand for.
func (t *abiType) name() string {
	switch t.kind {
	case blobKind:
		return "[]byte"
	case jsonKind, rawJsonKind:
		return "*any"
	case pointerKind:
		if t.element.isNullable() {
			return t.element.name()
		}
		return "*" + t.element.name()
	case listKind, numbersKind:
		return "[]" + t.element.name()
	case arrayKind, rawKind:
		return fmt.Sprintf("[%d]%s", t.length, t.element.name())
	case mapKind:
		return fmt.Sprintf("map[%s]%s", t.key.name(), t.element.name())
	}
	return t.plainName
}

// Slices, maps, pointers, any and raw JSON may be nil without a pointer to them.
func (t *abiType) isNullable() bool {
	switch t.kind {
	case pointerKind, listKind, numbersKind, mapKind, blobKind, jsonKind, rawJsonKind:
		return true
	}
	return false
}

// See abi.WriteNumbers.
func (t *abiType) isNumber() bool {
	switch t.method {
	case "Int8", "Int16", "Int32", "Int64", "Uint8", "Uint16", "Uint32", "Uint64", "Float32", "Float64":
		return true
	}
	return false
}

func isByte(t types.Type) bool {
	basic, ok := types.Unalias(t).(*types.Basic)
	return ok && basic.Kind() == types.Uint8
}
