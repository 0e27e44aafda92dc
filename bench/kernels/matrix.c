// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include "kernels.h"

double matrix(int32_t size, int32_t rounds) {
  double* a = calloc((size_t)(size * size), sizeof(double));
  double* b = calloc((size_t)(size * size), sizeof(double));
  double* c = calloc((size_t)(size * size), sizeof(double));
  for (int32_t i = 0; i < size * size; i++) {
    a[i] = (double)(i % 7) * 0.5;
    b[i] = (double)(i % 5) - 1;
  }
  double total = 0;
  for (int32_t round = 0; round < rounds; round++) {
    a[0] = round;
    for (int32_t i = 0; i < size; i++) {
      for (int32_t j = 0; j < size; j++) {
        double sum = 0;
        for (int32_t k = 0; k < size; k++) sum += a[i * size + k] * b[k * size + j];
        c[i * size + j] = sum;
      }
    }
    for (int32_t i = 0; i < size * size; i++) total += c[i];
  }
  free(a);
  free(b);
  free(c);
  return total;
}
