// SPDX-License-Identifier: Apache-2.0

@json
export class Product {
  id!: string;
  price!: f64;
}

export function getProduct(id: string): Product {
  console.info("looking for " + id);
  return <Product>{ id: id, price: 2.5 };
}

export function catalogVersion(): string {
  return "as 1";
}
