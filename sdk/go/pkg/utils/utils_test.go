// SPDX-License-Identifier: Apache-2.0

package utils_test

import (
	"encoding/json"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/utils"
)

func TestNumbersKeepTheirDigits(t *testing.T) {
	var v map[string]any
	if err := utils.JsonDeserialize([]byte(`{"n": 9007199254740993}`), &v); err != nil {
		t.Fatal(err)
	}
	n, err := utils.ConvertInterfaceTo[int64](v["n"])
	if err != nil || n != 9007199254740993 {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := utils.ParseJsonNumberAs[int8](json.Number("300")); err == nil {
		t.Error("300 became an int8")
	}
	if s, err := utils.ConvertInterfaceTo[struct{ N float64 }](v); err != nil || s.N != 9007199254740993 {
		t.Errorf("%v, %v", s, err)
	}
}

func TestOneValueOnly(t *testing.T) {
	var v any
	for _, text := range []string{"", "1 2", "{", "nul"} {
		if utils.JsonDeserialize([]byte(text), &v) == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestRawJson(t *testing.T) {
	type holder struct {
		Raw  utils.RawJsonString
		Text utils.StringOrRawJson
	}
	for _, text := range []string{`{"Raw":{"a":1},"Text":"<x>"}`, `{"Raw":null,"Text":{"b":2}}`} {
		var h holder
		if err := utils.JsonDeserialize([]byte(text), &h); err != nil {
			t.Fatal(err)
		}
		back, err := utils.JsonSerialize(h)
		if err != nil || string(back) != text {
			t.Errorf("%s became %s, %v", text, back, err)
		}
	}
}
