// SPDX-License-Identifier: Apache-2.0

// The twin of the AssemblyScript app beside it: a function that takes and one that gives, for each
// type. ../types.golden says what both answer, ../types.go.golden where they differ.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"conformance/other"
)

type Colour int32

const (
	Red   Colour = 0
	Green Colour = 5
)

type Shape struct {
	Name  string
	Sides uint8
	note  *string
}

type Square struct {
	Name  string
	Sides uint8
	note  *string
	Edge  float64
}

type Node struct {
	Next *Node
}

type Box[T any] struct {
	Content T
}

type Empty struct{}

func (n *Node) depth() int {
	if n.Next == nil {
		return 1
	}
	return 1 + n.Next.depth()
}

func join[T any](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, ",")
}

// GiveEndless returns a node that is its own next.
func GiveEndless() *Node {
	node := &Node{}
	node.Next = node
	return node
}

func GiveNaN() float64 { return math.NaN() }

func TakeBool(value bool) string { return strconv.FormatBool(value) }
func GiveBool() bool             { return true }

func TakeI8(value int8) string { return fmt.Sprint(value) }
func GiveI8() int8             { return -128 }

func TakeU8(value uint8) string { return fmt.Sprint(value) }
func GiveU8() uint8             { return 255 }

func TakeI16(value int16) string { return fmt.Sprint(value) }
func GiveI16() int16             { return -32768 }

func TakeU16(value uint16) string { return fmt.Sprint(value) }
func GiveU16() uint16             { return 65535 }

func TakeI32(value int32) string { return fmt.Sprint(value) }
func GiveI32() int32             { return math.MinInt32 }

func TakeU32(value uint32) string { return fmt.Sprint(value) }
func GiveU32() uint32             { return math.MaxUint32 }

func TakeIsize(value int) string { return fmt.Sprint(value) }
func GiveIsize() int             { return -1 }

func TakeUsize(value uint) string { return fmt.Sprint(value) }
func GiveUsize() uint             { return 1 }

func TakeI64(value int64) string { return fmt.Sprint(value) }
func GiveI64() int64             { return math.MinInt64 }

func TakeU64(value uint64) string { return fmt.Sprint(value) }
func GiveU64() uint64             { return math.MaxUint64 }

func TakeF32(value float32) string { return fmt.Sprint(value) }
func GiveF32() float32             { return 0.5 }

func TakeF64(value float64) string { return fmt.Sprintf("%.1f", value) }
func GiveF64() float64             { return -1e-7 }

func TakeString(value string) string {
	return fmt.Sprint(len(utf16.Encode([]rune(value)))) + value
}
func GiveString() string { return "Grüße 😀" }

func TakeNullableString(value *string) string {
	if value == nil {
		return "null"
	}
	return *value
}
func GiveNullableString() *string { return nil }

func TakeDate(value time.Time) string { return fmt.Sprint(value.UnixMilli()) }
func GiveDate() time.Time             { return time.UnixMilli(86400001).In(time.FixedZone("", 3600)) }

func TakeBuffer(value []byte) string { return join(value) }
func GiveBuffer() []byte             { return []byte{0, 255} }

func TakeBytes(value [2]byte) string { return join(value[:]) }
func GiveBytes() [2]byte             { return [2]byte{1, 2} }

func TakeShorts(value []int16) string { return join(value) }
func GiveShorts() []int16             { return make([]int16, 2) }

func TakeDoubles(value []float64) string { return join(value) }
func GiveDoubles() []float64             { return make([]float64, 1) }

func TakeNumbers(value []int32) string { return join(value) }
func GiveNumbers() []int32             { return []int32{1, -2} }

func TakeStrings(value []string) string { return join(value) }
func GiveStrings() []string             { return []string{"a", ""} }

func TakeNullableStrings(value []*string) string {
	var texts []string
	for _, v := range value {
		texts = append(texts, TakeNullableString(v))
	}
	return join(texts)
}
func GiveNullableStrings() []*string {
	a := "a"
	return []*string{&a, nil}
}

func TakeGrid(value [][]int32) string {
	var rows []string
	for _, row := range value {
		rows = append(rows, join(row))
	}
	return strings.Join(rows, ";")
}
func GiveGrid() [][]int32 { return [][]int32{{1}, {}} }

func TakeStatic(value [2]int64) string { return join(value[:]) }
func GiveStatic() [2]int64             { return [2]int64{1, 2} }

func TakeMap(value map[string]int32) string {
	keys := make([]string, 0, len(value))
	for key := range value {
		keys = append(keys, key)
	}
	sort.Sort(sort.Reverse(sort.StringSlice(keys)))
	var values []int32
	for _, key := range keys {
		values = append(values, value[key])
	}
	return join(keys) + join(values)
}
func GiveMap() map[string]int32 {
	return map[string]int32{"k5": 5, "k4": 4, "k2": 2, "k1": 1, "k0": 0}
}

func TakeNumberMap(value map[uint8]uint8) string {
	if v, found := value[7]; found {
		return fmt.Sprint(v)
	}
	return "none"
}
func GiveNumberMap() map[uint8]uint8 { return map[uint8]uint8{1: 2, 200: 100} }

func TakeMapOfMaps(value map[string]map[int32]bool) string { return fmt.Sprint(value["a"][1]) }
func GiveMapOfMaps() map[string]map[int32]bool {
	return map[string]map[int32]bool{"a": {-1: true}}
}

func TakeColour(value Colour) string { return fmt.Sprint(int32(value)) }
func GiveColour() Colour             { return Green }

func TakeShape(value Shape) string { return value.Name + fmt.Sprint(value.Sides) }
func GiveShape() Shape             { return Shape{Name: "square", Sides: 4} }

func TakeSquare(value Square) string { return value.Name + fmt.Sprint(value.Edge) }
func GiveSquare() Square             { return Square{Name: "square", Sides: 4, Edge: 1.5} }

func TakeNullableShape(value *Shape) string {
	if value == nil {
		return "null"
	}
	return value.Name
}
func GiveNullableShape() *Shape { return nil }

func TakeNode(value Node) string { return fmt.Sprint(value.depth()) }
func GiveNode() Node             { return Node{&Node{&Node{}}} }

func TakeBox(value Box[float64]) string { return fmt.Sprint(value.Content) }
func GiveBox() Box[float64]             { return Box[float64]{2.5} }

func TakeEmpty(value Empty) string { return "empty" }
func GiveEmpty() Empty             { return Empty{} }

// What only Go has.

type Base struct {
	Id int64
}

type Derived struct {
	Base
	Alias Text
}

type Text = string

func TakeDuration(value time.Duration) string { return value.String() }
func GiveDuration() time.Duration             { return 90 * time.Second }

func TakeAny(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
func GiveAny() any { return map[string]any{"a": []int{1, 2}, "b": nil} }

func TakeDerived(value Derived) string { return fmt.Sprint(value.Id, value.Alias) }
func GiveDerived() *Derived            { return &Derived{Base{7}, "x"} }

func TakeVariadic(values ...string) string { return join(values) }

func TakeZone(value time.Time) string {
	return value.Format(time.RFC3339)
}

func GiveTwo() (string, int) { return "two", 2 }

func GiveNamed(fails bool) (text string, number int, err error) {
	if fails {
		return "", 0, fmt.Errorf("there is nothing to give")
	}
	return "named", 3, nil
}

func GiveLarge() int { return math.MaxInt32 + 1 }

func GiveNothing() {}

// Types by other names, and of other packages.

type (
	Celsius float64
	Tags    []string
	Prices  map[Colour]Celsius
	Stamp   time.Time
	Far     other.Shape
	Maybe   *Shape
	Matrix  [2][2]int8
)

func TakeCelsius(value Celsius) string { return fmt.Sprint(float64(value)) }
func GiveCelsius() Celsius             { return -273.15 }

func TakeTags(value Tags) string { return join(value) }
func GiveTags() *Tags            { return &Tags{"a", "b"} }

func TakePrices(value Prices) string { return fmt.Sprint(value[Green]) }
func GivePrices() Prices             { return Prices{Red: 1, Green: 2.5} }

func TakeStamp(value Stamp) string { return time.Time(value).Format(time.RFC3339Nano) }
func GiveStamp() []Stamp           { return []Stamp{Stamp(time.Unix(0, 1).UTC())} }

func TakeFar(value Far) string { return fmt.Sprint(value.Corners, other.Shape(value).Kept()) }
func GiveFar() []other.Shape   { return []other.Shape{{Corners: 3}} }

func TakeMaybe(value Maybe) string { return TakeNullableShape(value) }
func GiveMaybe() Maybe             { return nil }

func TakeMatrix(value Matrix) string { return fmt.Sprint(value) }
func GiveMatrix() Matrix             { return Matrix{{1, 2}, {-3}} }

// Maps by each kind of key.

func TakeBoolMap(value map[bool]string) string { return value[true] + value[false] }
func GiveBoolMap() map[bool]string             { return map[bool]string{true: "yes", false: "no"} }

func TakeFloatMap(value map[float64]string) string { return value[0.1] + value[-1e300] }
func GiveFloatMap() map[float64]string             { return map[float64]string{-0.5: "a", 1e21: "b"} }

func TakeLongMap(value map[uint64]*string) string { return TakeNullableString(value[math.MaxUint64]) }
func GiveLongMap() map[uint64]*string             { return map[uint64]*string{math.MaxUint64: nil} }

// Nothing, in each way.

func GiveNilList() []string        { return nil }
func GiveNilMap() map[string]int32 { return nil }
func GiveNilBytes() []byte         { return nil }
func GiveNilAny() any              { return nil }
func GiveEmptyList() []string      { return []string{} }

func TakeTwice(value **int32) string {
	if value == nil {
		return "null"
	}
	return fmt.Sprint(**value)
}
func GiveTwice() **int32 {
	var inner *int32
	return &inner
}

func TakeRune(value rune) string { return string(value) }
func GiveRune() rune             { return '€' }

func TakeNone(value [0]string) string { return fmt.Sprint(len(value)) }
func GiveNone() [0]string             { return [0]string{} }

type Linked struct {
	*Base
	*Derived
}

func TakeLinked(value Linked) string { return fmt.Sprint(value.Base != nil, value.Derived != nil) }
func GiveLinked() Linked             { return Linked{Base: &Base{1}} }

func GiveFarAhead() time.Time { return time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }

func GiveBroken() string { return "a\xffb" }
