// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

int32_t sieve(int32_t limit, int32_t rounds) {
  int32_t count = 0;
  uint8_t* composite = malloc((size_t)limit);
  for (int32_t round = 0; round < rounds; round++) {
    memset(composite, 0, (size_t)limit);
    for (int32_t i = 2; i < limit; i++) {
      if (composite[i]) continue;
      count++;
      for (int32_t k = i + i; k < limit; k += i) composite[k] = 1;
    }
  }
  free(composite);
  return count;
}
