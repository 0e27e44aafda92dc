// SPDX-License-Identifier: Apache-2.0
// Reads executable and schema documents, the whole language of the September 2025 edition.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/language/source.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// Going over a limit is a syntax error that names it.
struct ParseLimits {
  std::size_t max_tokens = std::numeric_limits<std::size_t>::max();
  std::size_t max_depth = 200;  // of nested selection sets, values and types
};

/// A parsed document. Owns its source and its tree; immutable afterwards, so thread-safe.
class Document {
 public:
  explicit Document(std::string source) : source_(std::move(source)) {}
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  std::string_view source() const { return source_; }
  std::span<const ast::Definition> definitions() const { return definitions_; }
  const ast::Counts& counts() const { return counts_; }
  Location locate(Offset at) const { return graphql::locate(source_, at); }

 private:
  friend std::expected<std::unique_ptr<const Document>, Diagnostic> parse_document(
      std::string source, ParseLimits limits);

  std::string source_;
  types::Arena arena_;
  std::span<const ast::Definition> definitions_;
  ast::Counts counts_;
};

/// Messages are those of graphql-js: `Syntax Error: Expected Name, found "}".` Source texts of
/// 4 GiB and more are refused.
std::expected<std::unique_ptr<const Document>, Diagnostic> parse_document(std::string source,
                                                                          ParseLimits limits = {});

/// A value or a type that stands alone. The tree lives in the arena and borrows from the source.
std::expected<ast::Value, Diagnostic> parse_value(std::string_view source, types::Arena& arena,
                                                  ParseLimits limits = {});
std::expected<ast::Type, Diagnostic> parse_type(std::string_view source, types::Arena& arena,
                                                ParseLimits limits = {});

}  // namespace modus::graphql
