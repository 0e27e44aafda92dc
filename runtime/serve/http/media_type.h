// SPDX-License-Identifier: Apache-2.0
// Media types as the headers Content-Type and Accept give them (RFC 9110, sections 8.3 and 12.5).
#pragma once

#include <string_view>

namespace modus::serve {

/// Without regard to the case of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// One media type or media range with its parameters. Refers to the header's text.
struct MediaType {
  std::string_view type;     // "application/json", "*/*"
  std::string_view remains;  // its parameters: ";charset=utf-8"

  /// The parameter's value without its quotes; empty when there is none.
  std::string_view parameter(std::string_view name) const;
  bool is(std::string_view name) const { return equals_ignoring_case(type, name); }
};

/// Takes the first of a comma-separated list off its front. Never fails: what is no media type has
/// a type that is none.
MediaType take_media_type(std::string_view& list);

}  // namespace modus::serve
