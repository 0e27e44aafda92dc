// SPDX-License-Identifier: Apache-2.0
// A module that calls another one of its app, which is app.c under the name "shop".
#include "modus.h"

IMPORT("modus/shop", "divide") int32_t divide(const void*, uint32_t);

// share(total: i32, people: i32) → i32
EXPORT("share") uint64_t share(uint32_t length) {
  reader r = take_block(length);
  writer arguments = {0};
  write_i32(&arguments, read_i32(&r));
  write_i32(&arguments, read_i32(&r));
  reader result;
  if (!call_host(divide, &arguments, &result)) __builtin_trap();  // never, of a module
  if (read_u8(&result) != 0) return fail(read_text(&result));
  writer w = succeed();
  write_i32(&w, read_i32(&result));
  return answer(&w);
}
