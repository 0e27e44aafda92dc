// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/clean_text.h"

#include "runtime/json/escape.h"

namespace modus::models {

std::string clean_text(std::string text) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = json::sequence_length(std::string_view(text).substr(at));
    if (length == 0 || text[at] == '\0') {
      ++at;
      continue;
    }
    for (std::size_t i = 0; i < length; ++i) text[kept++] = text[at++];
  }
  text.resize(kept);
  return text;
}

}  // namespace modus::models
