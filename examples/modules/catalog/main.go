// SPDX-License-Identifier: Apache-2.0

// What the shop sells.
package main

import "fmt"

// A Product is something to buy.
type Product struct {
	// Sku is the number by which the shop knows it.
	Sku   string
	Name  string
	Price float64
	Tags  []string
}

var products = []Product{
	{"T1", "Green tea", 6.5, []string{"tea", "green"}},
	{"T2", "Earl Grey", 5.9, []string{"tea", "black"}},
	{"T3", "Assam", 7.2, []string{"tea", "black", "strong"}},
	{"C1", "Espresso beans", 12, []string{"coffee", "strong"}},
	{"P1", "Teapot", 29, []string{"tea", "pot"}},
}

// GetProducts returns everything there is.
func GetProducts() []Product { return products }

// FindProduct returns the product of that number.
func FindProduct(sku string) (Product, error) {
	for _, product := range products {
		if product.Sku == sku {
			return product, nil
		}
	}
	return Product{}, fmt.Errorf("there is no product %q", sku)
}
