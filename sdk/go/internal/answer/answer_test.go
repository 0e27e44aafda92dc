// SPDX-License-Identifier: Apache-2.0

package answer

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

type celsius float32

type line struct {
	What  string `json:"other"`
	count uint8
}

type everything struct {
	Flag   bool
	Small  int8
	Big    uint64
	Heat   celsius
	Lines  []line
	Best   *line
	Counts map[string]int32
	Data   []byte
	Raw    [2]byte
	Pair   [2]float64
	When   time.Time
	None   *string
	Addr   netip.Addr
	Net    *netip.Prefix
	line
}

func TestAllKindsOfValues(t *testing.T) {
	var got everything
	err := Read(`{"flag": true, "small": -128, "big": 18446744073709551615, "heat": 0.1,
		"lines": [{"what": "bread", "count": 2}], "best": {"what": "a", "count": 0},
		"counts": [{"key": "x", "value": -1}], "data": "AAE=", "raw": "AAE=", "pair": [0.5, 1e3],
		"when": "2026-12-24T00:00:00.5Z", "none": null, "addr": "::1", "net": "10.0.0.0/8", "line": {"what": "inner", "count": 255}}`, &got)
	network := netip.MustParsePrefix("10.0.0.0/8")
	want := everything{
		Flag: true, Small: -128, Big: 1<<64 - 1, Heat: 0.1, Lines: []line{{"bread", 2}}, Best: &line{"a", 0},
		Counts: map[string]int32{"x": -1}, Data: []byte{0, 1}, Raw: [2]byte{0, 1}, Pair: [2]float64{0.5, 1000},
		When: time.Date(2026, 12, 24, 0, 0, 0, 5e8, time.UTC), Addr: netip.IPv6Loopback(), Net: &network, line: line{"inner", 255},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"small": 128}`, "/small should be a number of type int8 but is 128"},
		{`{"big": -1}`, "/big should be"},
		{`{"heat": "x"}`, `/heat should be a number of type float32 but is "x"`},
		{`{"flag": null}`, "/flag should be true or false but is null"},
		{`{"lines": [{"what": "a"}, {"what": 1}]}`, "/lines/1/what should be a string but is 1"},
		{`{"lines": {}}`, "/lines should be a list"},
		{`{"counts": [1]}`, "/counts/0 should be {key, value}"},
		{`{"counts": [{"key": "a", "value": "b"}]}`, "/counts/0/value should be"},
		{`{"data": "?"}`, "/data should be bytes"},
		{`{"raw": "AA=="}`, "/raw should be 2 bytes"},
		{`{"pair": [1]}`, "/pair should be a list of 2"},
		{`{"when": "yesterday"}`, "/when should be a date"},
		{`{"addr": "x"}`, `/addr should be a netip.Addr but is "x" (ParseAddr`},
		{`{"addr": 1}`, "/addr should be a string but is 1"},
		{`[]`, "it should be an object"},
		{`{`, "it is not JSON"},
	} {
		var got everything
		if err := Read(c.text, &got); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.text, err)
		}
	}
	var function func()
	if err := Read("1", &function); err == nil {
		t.Error("a function was read")
	}
}
