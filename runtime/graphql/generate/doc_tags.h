// SPDX-License-Identifier: Apache-2.0
// What authors say to the schema in doc comments: lines that begin with @query, @mutation, @name,
// @hidden or @deprecated. Other lines, those with other tags among them, are documentation.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/types/type.h"

namespace modus::graphql {

/// Documentation as the schema shows it.
struct Docs {
  std::vector<std::string> lines;
  std::optional<std::string> deprecated;  // the reason; may be empty
};

/// What a function's doc comment decides; where it says nothing, the function's name does.
struct FunctionDocs {
  Docs docs;
  std::optional<std::string> root;  // "Query" or "Mutation"
  std::optional<std::string> name;  // of the field
  bool is_hidden = false;
};

/// Fails with kInvalidArgument, naming function and remedy, on tags that contradict one another or
/// a name that GraphQL does not allow.
Result<FunctionDocs> read_docs(const types::Signature& function);

/// Of a class's field, where only @deprecated means something.
Docs read_docs(const types::Field& field);

}  // namespace modus::graphql
