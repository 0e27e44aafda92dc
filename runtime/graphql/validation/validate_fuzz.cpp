// SPDX-License-Identifier: Apache-2.0
// Any document is held to any schema, and what is wrong with it has a place inside it.
#include <cstddef>
#include <cstdint>

#include "runtime/graphql/fuzz_for_test.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::graphql::fuzz::try_validator({reinterpret_cast<const char*>(data), size});
  return 0;
}
