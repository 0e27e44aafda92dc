// SPDX-License-Identifier: Apache-2.0
// The loops of ../apps/kernels, line by line in C.
#pragma once

#include <stdint.h>

int32_t fib(int32_t n);
int32_t sieve(int32_t limit, int32_t rounds);
int32_t mandelbrot(int32_t size, int32_t limit);
double matrix(int32_t size, int32_t rounds);
