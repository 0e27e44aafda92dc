// SPDX-License-Identifier: Apache-2.0
// Any bytes either parse or are refused with a place inside them; what was printed parses again.
#include <cstddef>
#include <cstdint>

#include "runtime/graphql/fuzz_for_test.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::graphql::fuzz::try_parser({reinterpret_cast<const char*>(data), size});
  return 0;
}
