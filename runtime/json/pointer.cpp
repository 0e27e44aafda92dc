// SPDX-License-Identifier: Apache-2.0
#include "runtime/json/pointer.h"

namespace modus::json {

std::string escape_step(std::string_view name) {
  std::string step;
  for (const char character : name) {
    if (character == '~' || character == '/') {
      step += character == '~' ? "~0" : "~1";
    } else {
      step += character;
    }
  }
  return step;
}

std::string unescape_step(std::string_view step) {
  std::string name;
  for (std::size_t at = 0; at < step.size(); ++at) {
    const std::string_view pair = step.substr(at, 2);
    if (pair == "~0" || pair == "~1") {
      name += pair == "~0" ? '~' : '/';
      ++at;
    } else {
      name += step[at];
    }
  }
  return name;
}

}  // namespace modus::json
