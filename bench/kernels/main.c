// SPDX-License-Identifier: Apache-2.0
// Usage: kernels NAME NUMBER [NUMBER]. Prints the result and the milliseconds of CPU it took.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernels.h"

static double call(const char* name, int32_t first, int32_t second) {
  if (strcmp(name, "fib") == 0) return fib(first);
  if (strcmp(name, "sieve") == 0) return sieve(first, second);
  if (strcmp(name, "mandelbrot") == 0) return mandelbrot(first, second);
  if (strcmp(name, "matrix") == 0) return matrix(first, second);
  fprintf(stderr, "error: there is no kernel %s\n", name);
  exit(2);
}

static double cpu_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

int main(int count, char** words) {
  if (count < 3) {
    fprintf(stderr, "usage: kernels NAME NUMBER [NUMBER]\n");
    return 2;
  }
  const double begin = cpu_ms();
  const double result = call(words[1], atoi(words[2]), count > 3 ? atoi(words[3]) : 0);
  printf("%.17g %.3f\n", result, cpu_ms() - begin);
  return 0;
}
