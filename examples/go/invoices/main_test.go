// SPDX-License-Identifier: Apache-2.0

package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

func TestAnInvoiceIsRead(t *testing.T) {
	testutils.Mock(t, "modus_models.askModel", func(arguments ...any) any {
		if input := arguments[1].(string); !strings.Contains(input, "2 loaves") {
			t.Errorf("asked %s", input)
		}
		return `{"seller": "Miller", "lines": [{"what": "bread", "count": 2, "price": 2.7}]}`
	})
	invoice, err := ReadInvoice("Bakery Miller. 2 loaves of bread at 2.70 euros each.")
	want := Invoice{"Miller", []Line{{"bread", 2, 2.7}}}
	if err != nil || !reflect.DeepEqual(invoice, want) {
		t.Errorf("%+v, %v", invoice, err)
	}
}

func TestAToolIsOffered(t *testing.T) {
	testutils.Mock(t, "modus_models.askModel", func(arguments ...any) any {
		if tools := arguments[3].([]string); !reflect.DeepEqual(tools, []string{"balanceOf"}) {
			t.Errorf("%v are offered", tools)
		}
		return `{"choices": [{"message": {"content": "You owe 12.50."}}]}`
	})
	if said, err := Answer("I am Ada. Do I owe you anything?"); err != nil || said != "You owe 12.50." {
		t.Errorf("%q, %v", said, err)
	}
	if balanceOf("Ada") != 12.5 || balanceOf("Bob") != 0 {
		t.Error("the balances are wrong")
	}
}
