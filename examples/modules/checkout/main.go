// SPDX-License-Identifier: Apache-2.0

// What an order costs, and what goes well with it.
package main

import (
	"fmt"

	"checkout/modules/catalog"
	"checkout/modules/ranking"
)

// A Quote is what an order would cost.
type Quote struct {
	Lines []catalog.Product
	Total float64
	// YouMayLike names products that are like the first one. It is empty when nobody knows any.
	YouMayLike []string
}

// GetQuote says what these products cost together.
func GetQuote(skus []string) (*Quote, error) {
	quote := &Quote{}
	for _, sku := range skus {
		product, err := catalog.FindProduct(sku)
		if err != nil {
			return nil, fmt.Errorf("no quote: %w", err)
		}
		quote.Lines = append(quote.Lines, product)
		quote.Total += product.Price
	}
	if len(skus) == 0 {
		return quote, nil
	}
	similar, err := ranking.SimilarProducts(skus[0], 2)
	if err != nil {
		return quote, nil // it sells without, too
	}
	for _, product := range similar {
		quote.YouMayLike = append(quote.YouMayLike, product.Name)
	}
	return quote, nil
}
