// SPDX-License-Identifier: Apache-2.0

// Vectors are arrays of numbers of one type. Functions on two vectors want both of one length.

/** Refuses, at compile time, what is not a number. */
export function checkValidNumber<T extends number>(a: T): void {
  if (!isInteger<T>() && !isFloat<T>()) ERROR("Vectors are made of integers or floats.");
}

function checkSameLength(a: i32, b: i32): void {
  if (a != b) {
    throw new Error("The vectors differ in length: " + a.toString() + " and " + b.toString() + ".");
  }
}

function checkNotEmpty(length: i32): void {
  if (length == 0) throw new Error("The vector is empty.");
}

/** a + b */
export function add<T extends number>(a: T[], b: T[]): T[] {
  const result = a.slice();
  addInPlace(result, b);
  return result;
}

/** The same, into a. */
export function addInPlace<T extends number>(a: T[], b: T[]): void {
  checkSameLength(a.length, b.length);
  for (let i = 0; i < a.length; i++) a[i] += b[i];
}

/** a - b */
export function subtract<T extends number>(a: T[], b: T[]): T[] {
  const result = a.slice();
  subtractInPlace(result, b);
  return result;
}

/** The same, into a. */
export function subtractInPlace<T extends number>(a: T[], b: T[]): void {
  checkSameLength(a.length, b.length);
  for (let i = 0; i < a.length; i++) a[i] -= b[i];
}

/** Adds b to each element. */
export function addNumber<T extends number>(a: T[], b: T): T[] {
  const result = a.slice();
  addNumberInPlace(result, b);
  return result;
}

/** The same, into a. */
export function addNumberInPlace<T extends number>(a: T[], b: T): void {
  for (let i = 0; i < a.length; i++) a[i] += b;
}

/** Subtracts b from each element. */
export function subtractNumber<T extends number>(a: T[], b: T): T[] {
  const result = a.slice();
  subtractNumberInPlace(result, b);
  return result;
}

/** The same, into a. */
export function subtractNumberInPlace<T extends number>(a: T[], b: T): void {
  for (let i = 0; i < a.length; i++) a[i] -= b;
}

/** Multiplies each element by b. */
export function multiplyNumber<T extends number>(a: T[], b: T): T[] {
  const result = a.slice();
  multiplyNumberInPlace(result, b);
  return result;
}

/** The same, into a. */
export function multiplyNumberInPlace<T extends number>(a: T[], b: T): void {
  for (let i = 0; i < a.length; i++) a[i] *= b;
}

/** Divides each element by b. */
export function divideNumber<T extends number>(a: T[], b: T): T[] {
  const result = a.slice();
  divideNumberInPlace(result, b);
  return result;
}

/** The same, into a. */
export function divideNumberInPlace<T extends number>(a: T[], b: T): void {
  for (let i = 0; i < a.length; i++) a[i] /= b;
}

/** The dot product. */
export function dot<T extends number>(a: T[], b: T[]): T {
  checkSameLength(a.length, b.length);
  let result: T = 0 as T;
  for (let i = 0; i < a.length; i++) result += a[i] * b[i];
  return result;
}

/** The Euclidean length. */
export function magnitude<T extends number>(a: T[]): T {
  checkValidNumber<T>(0 as T);
  return Math.sqrt(dot(a, a) as f64) as T;
}

/** The vector of length 1 with the same direction. */
export function normalize<T extends number>(a: T[]): T[] {
  return divideNumber(a, magnitude(a));
}

/** The sum of the elements. */
export function sum<T extends number>(a: T[]): T {
  let result: T = 0 as T;
  for (let i = 0; i < a.length; i++) result += a[i];
  return result;
}

/** The product of the elements. */
export function product<T extends number>(a: T[]): T {
  let result: T = 1 as T;
  for (let i = 0; i < a.length; i++) result *= a[i];
  return result;
}

/** The mean of the elements. */
export function mean<T extends number>(a: T[]): T {
  checkNotEmpty(a.length);
  return sum(a) / (a.length as T);
}

/** The smallest element. */
export function min<T extends number>(a: T[]): T {
  checkNotEmpty(a.length);
  let result = a[0];
  for (let i = 1; i < a.length; i++) if (a[i] < result) result = a[i];
  return result;
}

/** The largest element. */
export function max<T extends number>(a: T[]): T {
  checkNotEmpty(a.length);
  let result = a[0];
  for (let i = 1; i < a.length; i++) if (a[i] > result) result = a[i];
  return result;
}

/** The vector with each element without its sign. */
export function abs<T extends number>(a: T[]): T[] {
  const result = a.slice();
  absInPlace(result);
  return result;
}

/** The same, into a. */
export function absInPlace<T extends number>(a: T[]): void {
  for (let i = 0; i < a.length; i++) if (a[i] < (0 as T)) a[i] = (0 as T) - a[i];
}

/** The Euclidean distance. */
export function euclidianDistance<T extends number>(a: T[], b: T[]): f64 {
  checkSameLength(a.length, b.length);
  let squares: f64 = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as f64) - (b[i] as f64);
    squares += difference * difference;
  }
  return Math.sqrt(squares);
}
