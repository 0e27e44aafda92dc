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

/// Whether the text is a name: letters A to Z, digits, underscores, and the characters in `others`.
/// What is none could end the declaration that it stands in.
bool is_identifier(std::string_view text, std::string_view others = {});

/// The text as a name in every language, with underscores for what is none: "Pair<i32>" is
/// Pair_i32_.
std::string to_identifier(std::string_view text);

std::string upper_first(std::string_view name);
std::string lower_first(std::string_view name);

}  // namespace modus::clients
