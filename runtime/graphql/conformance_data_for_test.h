// SPDX-License-Identifier: Apache-2.0
// The recorded behaviour of graphql-js, where it is at hand: ../shared/conformance/graphql beside
// the checkout.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "runtime/json/json.h"

namespace modus::graphql {

// The cases of a file; empty when it is not there.
inline json::Array read_cases(const char* name) {
  const auto root = std::filesystem::path(__FILE__).parent_path() / "../../..";
  std::ifstream file(root / "shared/conformance/graphql" / name);
  std::stringstream text;
  text << file.rdbuf();
  return file ? json::parse(text.str()).value().as_array() : json::Array();
}

inline std::string text_of(const json::Object& object, std::string_view key) {
  return std::string(json::find_string(object, key).value_or(""));
}

}  // namespace modus::graphql
