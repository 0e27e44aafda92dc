// SPDX-License-Identifier: Apache-2.0

package modules_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/modules"
	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"
)

type product struct{ name string }

func TestFunctionsOfModulesAnswerWhatTheTestSays(t *testing.T) {
	testutils.Mock(t, "modus/catalog.find", func(arguments ...any) any { return &product{arguments[0].(string)} })
	var found *product
	if err := modules.Call("modus/catalog.find", []any{"Tea"}, &found); err != nil || found.name != "Tea" {
		t.Errorf("%v, %v", found, err)
	}
	testutils.Mock(t, "modus/catalog.range", func(...any) any { return []any{1, "b"} })
	var low int
	var high string
	if err := modules.Call("modus/catalog.range", nil, &low, &high); err != nil || low != 1 || high != "b" {
		t.Errorf("%v, %v, %v", low, high, err)
	}
}

func TestWhatMocksCannotAnswerIsAnError(t *testing.T) {
	failure := errors.New("sold out")
	testutils.Mock(t, "modus/catalog.find", func(...any) any { return failure })
	var found *product
	if err := modules.Call("modus/catalog.find", nil, &found); err != failure {
		t.Error(err)
	}
	testutils.Mock(t, "modus/catalog.find", func(...any) any { return "Tea" })
	err := modules.Call("modus/catalog.find", nil, &found)
	if err == nil || !strings.Contains(err.Error(), "gives a *modules_test.product, and testutils.Mock answers string") {
		t.Error(err)
	}
	var other int
	if err := modules.Call("modus/catalog.find", nil, &found, &other); err == nil {
		t.Error("one result was taken for two")
	}
	if err := modules.Call("modus/catalog.unknown", nil, &found); err == nil {
		t.Error("a function that nobody mocks gave something")
	}
}
