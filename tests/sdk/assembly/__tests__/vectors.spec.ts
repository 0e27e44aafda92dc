// SPDX-License-Identifier: Apache-2.0

import { vectors } from "@hypermode/modus-sdk-as";
import { expect, test } from "@hypermode/modus-sdk-as/testing";

test("new vectors", () => {
  const a: f32[] = [1, -2, 3];
  const b: f32[] = [4, 5, -6];
  expect(vectors.add(a, b)).toBe([5, 3, -3]);
  expect(vectors.subtract(a, b)).toBe([-3, -7, 9]);
  expect(vectors.addNumber<f32>(a, 1)).toBe([2, -1, 4]);
  expect(vectors.subtractNumber<f32>(a, 1)).toBe([0, -3, 2]);
  expect(vectors.multiplyNumber<f32>(a, 2)).toBe([2, -4, 6]);
  expect(vectors.divideNumber<f32>(a, 2)).toBe([0.5, -1, 1.5]);
  expect(vectors.abs(a)).toBe([1, 2, 3]);
  expect(vectors.normalize<f64>([3, 4])).toBe([0.6, 0.8]);
  expect(a).toBe([1, -2, 3]);
});

test("vectors in place", () => {
  const a: f64[] = [1, -2];
  vectors.addInPlace<f64>(a, [1, 1]);
  expect(a).toBe([2, -1]);
  vectors.subtractInPlace<f64>(a, [1, 1]);
  expect(a).toBe([1, -2]);
  vectors.addNumberInPlace<f64>(a, 2);
  vectors.subtractNumberInPlace<f64>(a, 1);
  vectors.multiplyNumberInPlace<f64>(a, 4);
  vectors.divideNumberInPlace<f64>(a, 2);
  expect(a).toBe([4, -2]);
  vectors.absInPlace<f64>(a);
  expect(a).toBe([4, 2]);
});

test("numbers of vectors", () => {
  const a: f64[] = [1, -2, 3];
  expect(vectors.dot<f64>(a, [4, 5, -6])).toBe(-24);
  expect(vectors.magnitude<f64>([3, 4])).toBe(5);
  expect(vectors.sum<f64>(a)).toBe(2);
  expect(vectors.product<f64>(a)).toBe(-6);
  expect(vectors.mean<f64>([1, 2])).toBe(1.5);
  expect(vectors.min<f64>(a)).toBe(-2);
  expect(vectors.max<f64>(a)).toBe(3);
  expect(vectors.euclidianDistance<f64>([1, 1], [4, 5])).toBe(5);
});
