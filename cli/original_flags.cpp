// SPDX-License-Identifier: Apache-2.0
#include "cli/original_flags.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace modus::cli {
namespace {

constexpr std::array<std::string_view, 4> kOriginalFlags = {"-appPath", "-port", "-refresh",
                                                            "-jsonlogs"};

// The flag without its value, when it is one of the original's with one dash or two.
bool is_original(std::string_view word) {
  if (word.starts_with("--")) word.remove_prefix(1);
  return std::ranges::find(kOriginalFlags, word.substr(0, word.find('='))) != kOriginalFlags.end();
}

}  // namespace

std::vector<std::string> with_modern_flags(std::vector<std::string> arguments) {
  if (arguments.size() == 1 &&
      (arguments[0] == "-version" || arguments[0] == "-v" || arguments[0] == "--version")) {
    return {"version"};
  }
  const bool starts_with_flag = !arguments.empty() && is_original(arguments[0]);
  for (std::string& word : arguments) {
    if (is_original(word) && !word.starts_with("--")) word.insert(0, "-");
  }
  if (starts_with_flag) arguments.insert(arguments.begin(), "serve");
  return arguments;
}

}  // namespace modus::cli
