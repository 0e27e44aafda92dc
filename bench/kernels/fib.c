// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"

// Left to itself gcc inlines the function into itself several times and makes a fraction of the
// calls; this one makes them all, as the other side does.
__attribute__((noinline)) int32_t fib(int32_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
