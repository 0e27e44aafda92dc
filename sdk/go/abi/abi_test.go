// SPDX-License-Identifier: Apache-2.0

package abi

import (
	"bytes"
	"encoding/json"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The example of docs/function-abi.md: a record of name, age and tags.
func TestTheExampleOfTheDocument(t *testing.T) {
	w := &Writer{}
	w.String("Ada")
	w.Bool(false)
	w.Count(1)
	w.String("x")
	want := []byte("\x03\x00\x00\x00Ada\x00\x01\x00\x00\x00\x01\x00\x00\x00x")
	if !bytes.Equal(w.Bytes(), want) {
		t.Fatalf("packed % x, want % x", w.Bytes(), want)
	}
}

func TestWhatIsPackedComesBack(t *testing.T) {
	text := "Grüße 😀"
	zone := time.Date(2024, 2, 29, 12, 0, 0, 5, time.FixedZone("", -3*3600))
	w := &Writer{}
	w.Bool(true)
	w.Int8(math.MinInt8)
	w.Int16(math.MinInt16)
	w.Int32(math.MinInt32)
	w.Int64(math.MinInt64)
	w.Uint8(math.MaxUint8)
	w.Uint16(math.MaxUint16)
	w.Uint32(math.MaxUint32)
	w.Uint64(math.MaxUint64)
	w.Int(-1)
	w.Uint(1)
	w.Float32(0.5)
	w.Float64(math.Inf(-1))
	w.String(text)
	w.Blob(nil)
	w.Blob([]byte{})
	w.Time(zone)
	w.Duration(time.Hour)
	w.Json(map[string]any{"a": []any{1.0, nil}})
	w.Json(nil)
	w.Strings([]string{"a", ""})
	w.StringMap(map[string]string{"k": "v"})
	w.OptionalString(nil)
	if w.Err() != nil {
		t.Fatal(w.Err())
	}
	r := NewReader(w.Bytes())
	got := []any{
		r.Bool(), r.Int8(), r.Int16(), r.Int32(), r.Int64(), r.Uint8(), r.Uint16(), r.Uint32(), r.Uint64(),
		r.Int(), r.Uint(), r.Float32(), r.Float64(), r.String(), r.Blob() == nil, len(r.Blob()),
	}
	want := []any{
		true, int8(math.MinInt8), int16(math.MinInt16), int32(math.MinInt32), int64(math.MinInt64),
		uint8(math.MaxUint8), uint16(math.MaxUint16), uint32(math.MaxUint32), uint64(math.MaxUint64),
		-1, uint(1), float32(0.5), math.Inf(-1), text, true, 0,
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	if back := r.Time(); !back.Equal(zone) || back.Format(time.RFC3339Nano) != zone.Format(time.RFC3339Nano) {
		t.Errorf("the time came back as %v", back)
	}
	if d := r.Duration(); d != time.Hour {
		t.Errorf("the duration came back as %v", d)
	}
	if v := r.Json(); !reflect.DeepEqual(v, map[string]any{"a": []any{1.0, nil}}) {
		t.Errorf("the JSON came back as %v", v)
	}
	if v := r.Json(); v != nil {
		t.Errorf("nothing came back as %v", v)
	}
	if v := r.Strings(); !reflect.DeepEqual(v, []string{"a", ""}) {
		t.Errorf("the strings came back as %v", v)
	}
	if v := r.StringMap(); !reflect.DeepEqual(v, map[string]string{"k": "v"}) {
		t.Errorf("the map came back as %v", v)
	}
	if v := r.OptionalString(); v != nil || len(r.bytes) != 0 {
		t.Errorf("%v and %d bytes are left", v, len(r.bytes))
	}
}

func TestWhatDoesNotFitIsAnError(t *testing.T) {
	for _, pack := range []func(w *Writer){
		func(w *Writer) { w.Int(math.MaxInt32 + 1) },
		func(w *Writer) { w.Int(math.MinInt32 - 1) },
		func(w *Writer) { w.Uint(math.MaxUint32 + 1) },
		func(w *Writer) { w.Json(func() {}) },
	} {
		w := &Writer{}
		pack(w)
		if w.Err() == nil {
			t.Error("it was packed")
		}
	}
}

func TestTextAndJsonThatTheAppMakes(t *testing.T) {
	w := &Writer{}
	address := netip.IPv6Loopback()
	w.Text(&address)
	w.RawJson([]byte(`{"a": 1}`))
	w.RawJson(nil)
	w.RawJson([]byte(" null"))
	w.String("none")
	if w.Err() != nil {
		t.Fatal(w.Err())
	}
	r := NewReader(w.Bytes())
	var back netip.Addr
	r.Text(&back)
	if back != address || string(r.RawJson()) != `{"a": 1}` || r.RawJson() != nil || r.RawJson() != nil || r.Err("x") != nil {
		t.Errorf("%v, %v", back, r.Err("x"))
	}
	r.Text(&back)
	if err := r.Err("to"); err == nil || !strings.HasPrefix(err.Error(), `the argument "to" is not valid: ParseAddr("none")`) {
		t.Error(err)
	}
	broken := &Writer{}
	broken.RawJson([]byte(`{"a": `))
	if broken.Err() == nil {
		t.Error("half an object was packed")
	}
	early := time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC) // has no text
	broken = &Writer{}
	broken.Text(&early)
	if broken.Err() == nil {
		t.Error("a year before 0 was packed")
	}
}

func TestNumbersOfAnyValueKeepTheirDigits(t *testing.T) {
	for text, want := range map[string]any{
		"1": 1.0, "-0": math.Copysign(0, -1), "0.1": 0.1, "1e3": 1000.0, "9007199254740992": 9007199254740992.0,
		"9007199254740993": json.Number("9007199254740993"), "18446744073709551615": json.Number("18446744073709551615"),
		"1e400": json.Number("1e400"), `{"a": [12345678901234567890, 2]}`: map[string]any{"a": []any{json.Number("12345678901234567890"), 2.0}},
	} {
		w := &Writer{}
		w.Bool(true)
		w.String(text)
		if got := NewReader(w.Bytes()).Json(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %T %v", text, got, got)
		}
	}
}

func TestDamagedBlocksPanic(t *testing.T) {
	for _, unpack := range []func(r *Reader){
		func(r *Reader) { r.Uint32() },
		func(r *Reader) { _ = r.String() },
		func(r *Reader) { r.Count() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("it was unpacked")
				}
			}()
			unpack(NewReader([]byte{1, 0, 0}))
		}()
	}
	defer func() {
		if recover() == nil {
			t.Error("a length beyond the end was believed")
		}
	}()
	NewReader([]byte{255, 255, 255, 255, 0}).Count()
}

func TestWhatContainsItselfIsShownSixTimes(t *testing.T) {
	w := &Writer{}
	for range maxVisits {
		if !w.Enter(1) {
			t.Fatal("too early")
		}
	}
	if w.Enter(1) || !w.Enter(2) {
		t.Error("only what was shown often enough is left out")
	}
}
