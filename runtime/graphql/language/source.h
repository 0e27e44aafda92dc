// SPDX-License-Identifier: Apache-2.0
// Places in a GraphQL source text, and what is wrong there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace modus::graphql {

/// A byte offset into a source text.
using Offset = std::uint32_t;

/// Counted from 1. Columns count UTF-16 code units, as GraphQL's JavaScript tools do.
struct Location {
  std::size_t line;
  std::size_t column;
};

/// How many UTF-16 code units a text of UTF-8 has.
std::size_t utf16_length(std::string_view text);

/// The line and column of a byte offset. Lines end with LF, CR or CR LF.
Location locate(std::string_view source, std::size_t offset);

/// The same of many offsets, in their order, in one walk through the source.
std::vector<Location> locate_all(std::string_view source, std::span<const Offset> offsets);

/// One thing wrong with a document or request, for a person.
struct Diagnostic {
  std::string message;
  std::vector<Location> locations{};
  std::string_view code{};  // for programs, such as "QUERY_TOO_DEEP"; static text, may be empty
};

/// Something wrong at places of a source that are still to be located.
struct Problem {
  std::string message;
  std::vector<Offset> places{};
};
std::vector<Diagnostic> locate_all(std::string_view source, std::span<const Problem> problems);

/// The codes of documents that go over a limit.
inline constexpr std::string_view kTooManyTokens = "TOO_MANY_TOKENS";
inline constexpr std::string_view kTooDeep = "QUERY_TOO_DEEP";

}  // namespace modus::graphql
