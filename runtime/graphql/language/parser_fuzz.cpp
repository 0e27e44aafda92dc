// SPDX-License-Identifier: Apache-2.0
// Any bytes either parse or are refused with a place inside them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "runtime/graphql/language/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modus::graphql;
  const std::string source(reinterpret_cast<const char*>(data), size);
  const auto document = parse_document(source, {.max_tokens = 10'000, .max_depth = 100});
  if (!document) {
    if (document.error().locations.size() != 1) std::abort();
    if (document.error().locations[0].line > size + 1) std::abort();
  } else if ((*document)->definitions().empty()) {
    std::abort();
  }
  return 0;
}
