// SPDX-License-Identifier: Apache-2.0
// Any request to any schema, with any variables and whatever resolvers yield, has one answer in
// JSON, and the same one when its plan is known.
#include <cstddef>
#include <cstdint>

#include "runtime/graphql/fuzz_for_test.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modus::graphql::fuzz::try_engine({reinterpret_cast<const char*>(data), size});
  return 0;
}
