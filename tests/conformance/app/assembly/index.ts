// SPDX-License-Identifier: Apache-2.0

// A function that takes and one that gives, for each type. types.golden says what they answer.

export enum Colour {
  Red,
  Green = 5,
}

export class Shape {
  name: string = "shape";
  sides: u8 = 0;
  private note: string | null = null;
}

export class Square extends Shape {
  edge: f64 = 1.5;

  constructor() {
    super();
    this.name = "square";
    this.sides = 4;
  }
}

export class Node {
  next: Node | null = null;

  depth(): i32 {
    const next = this.next;
    return next === null ? 1 : 1 + next.depth();
  }
}

export class Box<T> {
  constructor(public content: T) {}
}

export class Empty {}

function bytes(a: u8, b: u8): ArrayBuffer {
  const result = new Uint8Array(2);
  result[0] = a;
  result[1] = b;
  return result.buffer;
}

function setOf(): Set<string> {
  const result = new Set<string>();
  for (let i = 0; i < 6; i++) result.add("v" + i.toString());
  result.delete("v0");
  return result;
}

function mapOf(): Map<string, i32> {
  const result = new Map<string, i32>();
  for (let i = 5; i >= 0; i--) result.set("k" + i.toString(), i);
  result.delete("k3");
  return result;
}

function numberMapOf(): Map<u8, u8> {
  const result = new Map<u8, u8>();
  result.set(1, 2);
  result.set(200, 100);
  return result;
}

function mapOfMaps(): Map<string, Map<i32, bool>> {
  const inner = new Map<i32, bool>();
  inner.set(-1, true);
  const result = new Map<string, Map<i32, bool>>();
  result.set("a", inner);
  return result;
}

function nested(depth: i32): Node {
  const node = new Node();
  if (depth > 1) node.next = nested(depth - 1);
  return node;
}

/** A node that is its own next. */
export function giveEndless(): Node {
  const node = new Node();
  node.next = node;
  return node;
}

export function giveNaN(): f64 {
  return NaN;
}

export function takeBool(value: bool): string {
  return value.toString();
}

export function giveBool(): bool {
  return true;
}

export function takeI8(value: i8): string {
  return value.toString();
}

export function giveI8(): i8 {
  return -128;
}

export function takeU8(value: u8): string {
  return value.toString();
}

export function giveU8(): u8 {
  return 255;
}

export function takeI16(value: i16): string {
  return value.toString();
}

export function giveI16(): i16 {
  return -32768;
}

export function takeU16(value: u16): string {
  return value.toString();
}

export function giveU16(): u16 {
  return 65535;
}

export function takeI32(value: i32): string {
  return value.toString();
}

export function giveI32(): i32 {
  return i32.MIN_VALUE;
}

export function takeU32(value: u32): string {
  return value.toString();
}

export function giveU32(): u32 {
  return u32.MAX_VALUE;
}

export function takeIsize(value: isize): string {
  return value.toString();
}

export function giveIsize(): isize {
  return -1;
}

export function takeUsize(value: usize): string {
  return value.toString();
}

export function giveUsize(): usize {
  return 1;
}

export function takeI64(value: i64): string {
  return value.toString();
}

export function giveI64(): i64 {
  return i64.MIN_VALUE;
}

export function takeU64(value: u64): string {
  return value.toString();
}

export function giveU64(): u64 {
  return u64.MAX_VALUE;
}

export function takeF32(value: f32): string {
  return value.toString();
}

export function giveF32(): f32 {
  return 0.5;
}

export function takeF64(value: f64): string {
  return value.toString();
}

export function giveF64(): f64 {
  return -1e-7;
}

export function takeString(value: string): string {
  return value.length.toString() + value;
}

export function giveString(): string {
  return "Grüße 😀";
}

export function takeNullableString(value: string | null): string {
  return value === null ? "null" : value;
}

export function giveNullableString(): string | null {
  return null;
}

export function takeDate(value: Date): string {
  return value.getTime().toString();
}

export function giveDate(): Date {
  return new Date(86400001);
}

export function takeBuffer(value: ArrayBuffer): string {
  return Uint8Array.wrap(value).toString();
}

export function giveBuffer(): ArrayBuffer {
  return bytes(0, 255);
}

export function takeBytes(value: Uint8Array): string {
  return value.toString();
}

export function giveBytes(): Uint8Array {
  return Uint8Array.wrap(bytes(1, 2));
}

export function takeView(value: Uint8Array): string {
  return value.toString();
}

export function giveView(): Uint8Array {
  return Uint8Array.wrap(bytes(1, 2)).subarray(1);
}

export function takeClamped(value: Uint8ClampedArray): string {
  return value.toString();
}

export function giveClamped(): Uint8ClampedArray {
  return new Uint8ClampedArray(2);
}

export function takeShorts(value: Int16Array): string {
  return value.toString();
}

export function giveShorts(): Int16Array {
  return new Int16Array(2);
}

export function takeDoubles(value: Float64Array): string {
  return value.toString();
}

export function giveDoubles(): Float64Array {
  return new Float64Array(1);
}

export function takeNumbers(value: i32[]): string {
  return value.join();
}

export function giveNumbers(): i32[] {
  return [1, -2];
}

export function takeStrings(value: string[]): string {
  return value.join();
}

export function giveStrings(): string[] {
  return ["a", ""];
}

export function takeNullableStrings(value: (string | null)[]): string {
  return value.map<string>((v) => (v === null ? "null" : v)).join();
}

export function giveNullableStrings(): (string | null)[] {
  return ["a", null];
}

export function takeGrid(value: i32[][]): string {
  return value.map<string>((v) => v.join(",")).join(";");
}

export function giveGrid(): i32[][] {
  return [[1], []];
}

export function takeStatic(value: StaticArray<i64>): string {
  return value.join();
}

export function giveStatic(): StaticArray<i64> {
  return [1, 2];
}

export function takeSet(value: Set<string>): string {
  return value.values().join();
}

export function giveSet(): Set<string> {
  return setOf();
}

export function takeMap(value: Map<string, i32>): string {
  return value.keys().join() + value.values().join();
}

export function giveMap(): Map<string, i32> {
  return mapOf();
}

export function takeNumberMap(value: Map<u8, u8>): string {
  return value.has(7) ? value.get(7).toString() : "none";
}

export function giveNumberMap(): Map<u8, u8> {
  return numberMapOf();
}

export function takeMapOfMaps(value: Map<string, Map<i32, bool>>): string {
  return value.get("a").get(1).toString();
}

export function giveMapOfMaps(): Map<string, Map<i32, bool>> {
  return mapOfMaps();
}

export function takeColour(value: Colour): string {
  return value.toString();
}

export function giveColour(): Colour {
  return Colour.Green;
}

export function takeShape(value: Shape): string {
  return value.name + value.sides.toString();
}

export function giveShape(): Shape {
  return new Square();
}

export function takeSquare(value: Square): string {
  return value.name + value.edge.toString();
}

export function giveSquare(): Square {
  return new Square();
}

export function takeNullableShape(value: Shape | null): string {
  return value === null ? "null" : value.name;
}

export function giveNullableShape(): Shape | null {
  return null;
}

export function takeNode(value: Node): string {
  return value.depth().toString();
}

export function giveNode(): Node {
  return nested(3);
}

export function takeBox(value: Box<f64>): string {
  return value.content.toString();
}

export function giveBox(): Box<f64> {
  return new Box<f64>(2.5);
}

export function takeEmpty(value: Empty): string {
  return "empty";
}

export function giveEmpty(): Empty {
  return new Empty();
}
