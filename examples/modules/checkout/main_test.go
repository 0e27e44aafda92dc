// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"testing"

	"github.com/hypermodeinc/modus/sdk/go/pkg/testutils"

	"checkout/modules/catalog"
	"checkout/modules/ranking"
)

func TestQuotesAddUp(t *testing.T) {
	testutils.Mock(t, "modus/catalog.findProduct", func(arguments ...any) any {
		return catalog.Product{Sku: arguments[0].(string), Price: 2.5}
	})
	testutils.Mock(t, "modus/ranking.similarProducts", func(...any) any {
		return []ranking.Product{{Name: "Teapot"}}
	})
	quote, err := GetQuote([]string{"T1", "T2"})
	if err != nil || quote.Total != 5 || quote.YouMayLike[0] != "Teapot" {
		t.Errorf("%+v, %v", quote, err)
	}
}

func TestThereIsNoQuoteForWhatIsNotSold(t *testing.T) {
	testutils.Mock(t, "modus/catalog.findProduct", func(...any) any { return errors.New("gone") })
	if _, err := GetQuote([]string{"T9"}); err == nil || err.Error() != "no quote: gone" {
		t.Error(err)
	}
}
