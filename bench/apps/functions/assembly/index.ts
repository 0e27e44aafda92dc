// SPDX-License-Identifier: Apache-2.0

/** A sum, for a call that passes numbers only. */
export function add(a: i32, b: i32): i32 {
  return a + b;
}

/** A string in, a string out. */
export function greet(name: string): string {
  return "Hello, " + name + "!";
}

/** Never ends. */
export function spin(): i32 {
  let n = 0;
  while (n >= 0) n = (n + 1) & 0xffff;
  return n;
}

@json
export class Item {
  id: i32 = 0;
  name: string = "";
  price: f64 = 0;
  available: bool = false;
  category: string = "";
}

/** As many objects as asked for. */
export function items(count: i32): Item[] {
  const list = new Array<Item>(count);
  for (let i = 0; i < count; i++) {
    const item = new Item();
    item.id = i;
    item.name = "Item " + i.toString();
    item.price = <f64>i * 0.25;
    item.available = i % 2 == 0;
    item.category = "things";
    list[i] = item;
  }
  return list;
}

/** A text there and back. */
export function echo(text: string): string {
  return text;
}

/** Numbers there and back. */
export function echoFloats(values: f32[]): f32[] {
  return values;
}

/** A map there and back. */
export function echoMap(values: Map<string, i32>): Map<string, i32> {
  return values;
}

/** Objects there and back. */
export function echoItems(items: Item[]): Item[] {
  return items;
}
