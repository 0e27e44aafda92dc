// SPDX-License-Identifier: Apache-2.0
// Validation as a service: many documents, one request each, with the schema kept while it repeats.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/graphql/schema/schema.h"
#include "runtime/json/json.h"

namespace modus::graphql {

/// Not thread-safe.
class BatchValidator {
 public:
  /// Answers {"schema": SDL, "query": text}, in which "rules" may name the only rules to apply,
  /// with
  /// {"errors":[{"message","locations":[{"line","column"}]}]}, places being those of the query.
  /// What is wrong with its syntax, the schema or the request itself is such an error too.
  std::string answer(const json::Object& request);
  /// The same of a line of JSON.
  std::string answer(std::string_view line);

 private:
  std::vector<Diagnostic> check(const json::Object& request);
  std::expected<const Schema*, std::vector<Diagnostic>> find_schema(std::string_view document);

  std::string schema_text_;
  std::shared_ptr<const Schema> schema_;  // null before the first and after a bad one
};

/// The answer of BatchValidator for these errors.
std::string batch_answer(std::span<const Diagnostic> errors);

}  // namespace modus::graphql
