// SPDX-License-Identifier: Apache-2.0
// Names in generated code.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace modus::clients {

/// Gives each thing in one scope a name of its own: what is taken, or a word of the language, gets
/// underscores.
class Names {
 public:
  /// `reserved` must be sorted, and outlive this.
  explicit Names(std::span<const std::string_view> reserved) : reserved_(reserved) {}

  std::string take(std::string_view wanted);

 private:
  std::span<const std::string_view> reserved_;
  std::set<std::string, std::less<>> taken_;
};

std::string upper_first(std::string_view name);
std::string lower_first(std::string_view name);

}  // namespace modus::clients
