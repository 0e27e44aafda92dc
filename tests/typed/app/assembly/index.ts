// SPDX-License-Identifier: Apache-2.0

import { JSON } from "json-as";
import { models } from "@hypermode/modus-sdk-as";

/** Any model, in its provider's own JSON. */
class RawModel extends models.Model<JSON.Raw, JSON.Raw> {}

function rawModel(name: string, tools: string[] | null, rounds: i32): RawModel {
  const model = models.getModel<RawModel>(name);
  model.maxToolRounds = rounds;
  if (tools !== null) model.tools = tools;
  return model;
}

export function invoke(model: string, input: string, tools: string[] | null = null, rounds: i32 = 8): string {
  return rawModel(model, tools, rounds).invoke(JSON.Raw.from(input)).data;
}

/** The pieces of the text. */
export function streamed(model: string, input: string, tools: string[] | null = null): string[] {
  const pieces: string[] = [];
  const stream = rawModel(model, tools, 8).stream(JSON.Raw.from(input));
  while (stream.next()) pieces.push(stream.delta);
  pieces.push(stream.response.data);
  return pieces;
}

// ---------------------------------------------------------------------------------------------
// Typed answers

/** Something that was bought. */
export class Line {
  what: string = "";
  /** In euros. */
  price: f64 = 0;
  count: u8 = 0;
}

export class Invoice {
  /** Who wrote it. */
  seller: string = "";
  lines: Line[] = [];
  due: Date | null = null;
}

export class Tree {
  name: string = "";
  children: Tree[] = [];
}

class Base {
  id: i64 = 0;
}

export class Everything extends Base {
  isNew: bool = false;
  note: string | null = null;
  counts: Map<string, i32> = new Map();
  data: u8[] = [];
  buffer: ArrayBuffer = new ArrayBuffer(0);
  raw: Uint8Array = new Uint8Array(0);
  ratio: f32 = 0;
  best: Line | null = null;
  grid: i32[][] = [];
}

export function askInvoice(model: string, input: string, tools: string[] | null = null): Invoice {
  return rawModel(model, tools, 8).ask<Invoice>(JSON.Raw.from(input));
}

export function askMaybe(model: string, input: string): Invoice | null {
  return rawModel(model, null, 8).ask<Invoice | null>(JSON.Raw.from(input));
}

export function askTree(model: string, input: string): Tree {
  return rawModel(model, null, 8).ask<Tree>(JSON.Raw.from(input));
}

export function askEverything(model: string, input: string): Everything {
  return rawModel(model, null, 8).ask<Everything>(JSON.Raw.from(input));
}

export function askNumber(model: string, input: string): i32 {
  return rawModel(model, null, 8).ask<i32>(JSON.Raw.from(input));
}

export function askText(model: string, input: string): string {
  return rawModel(model, null, 8).ask<string>(JSON.Raw.from(input));
}

export function askLines(model: string, input: string): Line[] {
  return rawModel(model, null, 8).ask<Line[]>(JSON.Raw.from(input));
}

export function askPrices(model: string, input: string): Map<string, f64> {
  return rawModel(model, null, 8).ask<Map<string, f64>>(JSON.Raw.from(input));
}

// ---------------------------------------------------------------------------------------------
// Tools

class Order {
  id: i32 = 0;
  lines: Line[] = [];
}

/**
 * Looks an order up.
 * @param id The order's number.
 */
export function lookupOrder(id: i32, withLines: bool = true): Order {
  if (id < 0) throw new Error("there are no negative orders");
  const order = new Order();
  order.id = id;
  if (withLines) order.lines.push({ what: "bread", price: 2.5, count: 2 });
  return order;
}

/** What something costs. */
@tool
function priceOf(what: string): f64 {
  return what.length * 1.5;
}

/** Gives more than a model is told. */
@tool
function everything(): string {
  return "x".repeat(100_000);
}

/** Asks a model in turn. */
@tool
function think(input: string): string {
  return invoke("openai", input);
}

/** Asks a model that may call this again. */
@tool
function recurse(input: string): string {
  return invoke("openai", input, ["recurse"]);
}

/** Never comes to an end. */
@tool
function spin(): i32 {
  let i = 0;
  while (true) i++;
}

/** Asks a model that modus.json does not know. */
@tool
function forbidden(): string {
  return invoke("missing", "{}");
}

@tool
function grow(): i32 {
  const all: ArrayBuffer[] = [];
  for (let i = 0; i < 4096; i++) all.push(new ArrayBuffer(1 << 20));
  return all.length;
}
