// SPDX-License-Identifier: Apache-2.0

/** Calls, and nothing else. */
export function fib(n: i32): i32 {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

/** How many primes lie below `limit`, counted `rounds` times. */
export function sieve(limit: i32, rounds: i32): i32 {
  let count = 0;
  const composite = new StaticArray<u8>(limit);
  for (let round = 0; round < rounds; round++) {
    memory.fill(changetype<usize>(composite), 0, limit);
    for (let i = 2; i < limit; i++) {
      if (unchecked(composite[i])) continue;
      count++;
      for (let k = i + i; k < limit; k += i) unchecked((composite[k] = 1));
    }
  }
  return count;
}

/** The steps that all points of a square picture take together. */
export function mandelbrot(size: i32, limit: i32): i32 {
  let total = 0;
  for (let y = 0; y < size; y++) {
    const ci = (<f64>y / size) * 2 - 1;
    for (let x = 0; x < size; x++) {
      const cr = (<f64>x / size) * 3 - 2;
      let zr: f64 = 0;
      let zi: f64 = 0;
      let step = 0;
      while (step < limit && zr * zr + zi * zi <= 4) {
        const next = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = next;
        step++;
      }
      total += step;
    }
  }
  return total;
}

/** The sum over a product of two square matrices, computed `rounds` times, with arrays as apps use them. */
export function checkedMatrix(size: i32, rounds: i32): f64 {
  const a = new StaticArray<f64>(size * size);
  const b = new StaticArray<f64>(size * size);
  const c = new StaticArray<f64>(size * size);
  for (let i = 0; i < size * size; i++) {
    a[i] = <f64>(i % 7) * 0.5;
    b[i] = <f64>(i % 5) - 1;
  }
  let total: f64 = 0;
  for (let round = 0; round < rounds; round++) {
    a[0] = round;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum: f64 = 0;
        for (let k = 0; k < size; k++) sum += a[i * size + k] * b[k * size + j];
        c[i * size + j] = sum;
      }
    }
    for (let i = 0; i < size * size; i++) total += c[i];
  }
  return total;
}

// What a guest's hot loop over numbers should be given: addresses. An array is a reference, of which the compiler's
// runtime keeps a second copy in memory at every use.
function product(a: usize, b: usize, c: usize, size: i32): void {
  const row = <usize>size << 3;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum: f64 = 0;
      let left = a + i * row;
      let right = b + (<usize>j << 3);
      for (const end = left + row; left < end; left += 8, right += row) {
        sum += load<f64>(left) * load<f64>(right);
      }
      store<f64>(c + (<usize>(i * size + j) << 3), sum);
    }
  }
}

function total(from: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f64>(from + (<usize>i << 3));
  return sum;
}

/** The same with addresses in the loops. */
export function matrix(size: i32, rounds: i32): f64 {
  const a = new StaticArray<f64>(size * size);
  const b = new StaticArray<f64>(size * size);
  const c = new StaticArray<f64>(size * size);
  for (let i = 0; i < size * size; i++) {
    a[i] = <f64>(i % 7) * 0.5;
    b[i] = <f64>(i % 5) - 1;
  }
  let sum: f64 = 0;
  for (let round = 0; round < rounds; round++) {
    a[0] = round;
    product(changetype<usize>(a), changetype<usize>(b), changetype<usize>(c), size);
    sum += total(changetype<usize>(c), size * size);
  }
  return sum;
}
