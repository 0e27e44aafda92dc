// SPDX-License-Identifier: Apache-2.0

// A module of an app: the best of what it is given.
package main

type Product struct {
	Id    string
	Price float64
}

func Best(products []Product) Product {
	best := products[0]
	for _, product := range products {
		if product.Price > best.Price {
			best = product
		}
	}
	return best
}

func RankingVersion() string { return "go 1" }
