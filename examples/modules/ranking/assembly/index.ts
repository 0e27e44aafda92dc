// SPDX-License-Identifier: Apache-2.0

import * as catalog from "./modules/catalog";

class Candidate {
  constructor(
    public product: catalog.Product,
    public likeness: i32,
  ) {}
}

/**
 * The products that have the most tags in common with that one.
 */
export function similarProducts(sku: string, count: i32 = 3): catalog.Product[] {
  const wanted = catalog.findProduct(sku);
  const candidates: Candidate[] = [];
  const products = catalog.getProducts();
  if (products !== null) {
    for (let i = 0; i < products.length; i++) {
      const likeness = commonTags(products[i].tags, wanted.tags);
      if (products[i].sku != sku && likeness > 0) candidates.push(new Candidate(products[i], likeness));
    }
  }
  candidates.sort((a, b) => b.likeness - a.likeness);
  return candidates.slice(0, count).map<catalog.Product>((candidate) => candidate.product);
}

// A list in Go may be null.
function commonTags(a: string[] | null, b: string[] | null): i32 {
  if (a === null || b === null) return 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    if (b.includes(a[i])) count++;
  }
  return count;
}
