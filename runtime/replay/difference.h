// SPDX-License-Identifier: Apache-2.0
// Where two JSON documents differ, member by member.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace modus::replay {

/// One place where they differ. The values are JSON; empty: there is none.
struct Difference {
  std::string place;  // a JSON Pointer; into a string that holds a document it goes on
  std::string before;
  std::string after;

  bool operator==(const Difference&) const = default;
};

/// All of them, in the order of the documents. A text that is no JSON is taken as a string.
std::vector<Difference> differences(std::string_view before, std::string_view after);

}  // namespace modus::replay
