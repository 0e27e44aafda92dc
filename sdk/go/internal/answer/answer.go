// SPDX-License-Identifier: Apache-2.0

// Package answer reads values that models were asked for. They come as the JSON that the host has checked
// against their type: fields under the names they have in the API, maps as lists of {key, value}, bytes as
// base64. encoding/json knows other names and other forms.
package answer

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

// Read reads a value into what the pointer points to. An error names the place as a JSON Pointer.
func Read(text string, into any) error {
	var document any
	if err := utils.JsonDeserialize([]byte(text), &document); err != nil {
		return fmt.Errorf("it is not JSON: %w", err)
	}
	return read(document, reflect.ValueOf(into).Elem(), "")
}

var (
	timeType = reflect.TypeFor[time.Time]()
	byteType = reflect.TypeFor[byte]()

	marshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

func read(from any, to reflect.Value, path string) error {
	if into, ok := asText(to); ok {
		return readText(from, into, to.Type().String(), path)
	}
	switch t := to.Type(); t.Kind() {
	case reflect.Pointer:
		return readPointer(from, to, path)
	case reflect.Slice:
		if from == nil {
			return nil
		}
		if t.Elem() == byteType {
			return readBytes(from, to, path)
		}
		return readSlice(from, to, path)
	case reflect.Array:
		if t.Elem() == byteType {
			return readBytes(from, to, path)
		}
		return readArray(from, to, path)
	case reflect.Map:
		if from == nil {
			return nil
		}
		return readMap(from, to, path)
	case reflect.Struct:
		if t == timeType {
			return readTime(from, to, path)
		}
		return readStruct(from, to, path)
	}
	return readScalar(from, to, path)
}

// What reads itself from text, and is text in the API: see the build tool's isText.
func asText(to reflect.Value) (encoding.TextUnmarshaler, bool) {
	t := to.Type()
	isBasic := t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String
	if isBasic || t == timeType || t.Kind() == reflect.Pointer || !reflect.PointerTo(t).Implements(marshalerType) {
		return nil, false
	}
	for i := 0; t.Kind() == reflect.Struct && i < t.NumField(); i++ {
		if t.Field(i).IsExported() {
			return nil, false
		}
	}
	into, ok := to.Addr().Interface().(encoding.TextUnmarshaler)
	return into, ok
}

func readText(from any, into encoding.TextUnmarshaler, expected, path string) error {
	text, ok := from.(string)
	if !ok {
		return misfit(from, path, "a string")
	}
	if err := into.UnmarshalText([]byte(text)); err != nil {
		return fmt.Errorf("%w (%w)", misfit(from, path, "a "+expected), err)
	}
	return nil
}

func misfit(from any, path, expected string) error {
	place, text := path, "null"
	if place == "" {
		place = "it"
	}
	if from != nil {
		written, err := utils.JsonSerialize(from)
		if err != nil {
			return err
		}
		text = string(written)
	}
	return fmt.Errorf("%s should be %s but is %s", place, expected, text)
}

func readScalar(from any, to reflect.Value, path string) error {
	switch to.Kind() {
	case reflect.String:
		if text, ok := from.(string); ok {
			to.SetString(text)
			return nil
		}
		return misfit(from, path, "a string")
	case reflect.Bool:
		if value, ok := from.(bool); ok {
			to.SetBool(value)
			return nil
		}
		return misfit(from, path, "true or false")
	}
	number, _ := from.(json.Number)
	bits := int(to.Type().Size()) * 8
	var err error
	switch {
	case to.CanInt():
		var value int64
		value, err = strconv.ParseInt(string(number), 10, bits)
		to.SetInt(value)
	case to.CanUint():
		var value uint64
		value, err = strconv.ParseUint(string(number), 10, bits)
		to.SetUint(value)
	case to.CanFloat():
		var value float64
		value, err = strconv.ParseFloat(string(number), bits)
		to.SetFloat(value)
	default:
		return fmt.Errorf("a model cannot be asked for a %s", to.Type())
	}
	if err != nil {
		return misfit(from, path, "a number of type "+to.Kind().String())
	}
	return nil
}

func readPointer(from any, to reflect.Value, path string) error {
	if from == nil {
		return nil
	}
	to.Set(reflect.New(to.Type().Elem()))
	return read(from, to.Elem(), path)
}

func readBytes(from any, to reflect.Value, path string) error {
	text, ok := from.(string)
	bytes, err := base64.StdEncoding.DecodeString(text)
	switch {
	case !ok || err != nil:
		return misfit(from, path, "bytes as base64")
	case to.Kind() == reflect.Slice:
		to.SetBytes(bytes)
	case len(bytes) != to.Len():
		return misfit(from, path, fmt.Sprintf("%d bytes as base64", to.Len()))
	default:
		reflect.Copy(to, reflect.ValueOf(bytes))
	}
	return nil
}

func readSlice(from any, to reflect.Value, path string) error {
	items, ok := from.([]any)
	if !ok {
		return misfit(from, path, "a list")
	}
	to.Set(reflect.MakeSlice(to.Type(), len(items), len(items)))
	return readItems(items, to, path)
}

func readArray(from any, to reflect.Value, path string) error {
	items, ok := from.([]any)
	if !ok || len(items) != to.Len() {
		return misfit(from, path, fmt.Sprintf("a list of %d", to.Len()))
	}
	return readItems(items, to, path)
}

func readItems(items []any, to reflect.Value, path string) error {
	for i, item := range items {
		if err := read(item, to.Index(i), fmt.Sprintf("%s/%d", path, i)); err != nil {
			return err
		}
	}
	return nil
}

func readMap(from any, to reflect.Value, path string) error {
	items, ok := from.([]any)
	if !ok {
		return misfit(from, path, "a list of {key, value}")
	}
	t := to.Type()
	to.Set(reflect.MakeMapWithSize(t, len(items)))
	for i, item := range items {
		place := fmt.Sprintf("%s/%d", path, i)
		entry, ok := item.(map[string]any)
		if !ok {
			return misfit(item, place, "{key, value}")
		}
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		if err := read(entry["key"], key, place+"/key"); err != nil {
			return err
		}
		if err := read(entry["value"], value, place+"/value"); err != nil {
			return err
		}
		to.SetMapIndex(key, value)
	}
	return nil
}

func readTime(from any, to reflect.Value, path string) error {
	text, ok := from.(string)
	value, err := time.Parse(time.RFC3339Nano, text)
	if !ok || err != nil {
		return misfit(from, path, "a date and time such as 2026-01-31T12:00:00Z")
	}
	to.Set(reflect.ValueOf(value))
	return nil
}

// What is not there keeps its zero value.
func readStruct(from any, to reflect.Value, path string) error {
	members, ok := from.(map[string]any)
	if !ok {
		return misfit(from, path, "an object")
	}
	for i := range to.NumField() {
		name := nameOf(to.Type().Field(i).Name)
		member, there := members[name]
		if !there {
			continue
		}
		if err := read(member, settable(to.Field(i)), path+"/"+name); err != nil {
			return err
		}
	}
	return nil
}

// A field's name in the API.
func nameOf(goName string) string {
	first, size := utf8.DecodeRuneInString(goName)
	return string(unicode.ToLower(first)) + goName[size:]
}

// Fields of the app's own structs belong to the API whether or not other packages can reach them.
func settable(field reflect.Value) reflect.Value {
	if field.CanSet() {
		return field
	}
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
}
