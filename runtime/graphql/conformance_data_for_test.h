// SPDX-License-Identifier: Apache-2.0
// The recorded behaviour of graphql-js, where it is at hand: in shared/conformance/graphql beside
// the checkout, which tests run in, or beside a folder around it.
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
  for (auto folder = std::filesystem::current_path(); folder.has_relative_path();) {
    folder = folder.parent_path();
    std::ifstream file(folder / "shared/conformance/graphql" / name);
    if (!file) continue;
    std::stringstream text;
    text << file.rdbuf();
    return json::parse(text.str()).value().as_array();
  }
  return {};
}

inline std::string text_of(const json::Object& object, std::string_view key) {
  return std::string(json::find_string(object, key).value_or(""));
}

}  // namespace modus::graphql
