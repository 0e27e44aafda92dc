// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"

int32_t mandelbrot(int32_t size, int32_t limit) {
  int32_t total = 0;
  for (int32_t y = 0; y < size; y++) {
    const double ci = ((double)y / size) * 2 - 1;
    for (int32_t x = 0; x < size; x++) {
      const double cr = ((double)x / size) * 3 - 2;
      double zr = 0;
      double zi = 0;
      int32_t step = 0;
      while (step < limit && zr * zr + zi * zi <= 4) {
        const double next = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = next;
        step++;
      }
      total += step;
    }
  }
  return total;
}
