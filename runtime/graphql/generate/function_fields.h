// SPDX-License-Identifier: Apache-2.0
// Which functions of an app become which root fields of its schema (contract section 5.1).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/graphql/generate/doc_tags.h"
#include "runtime/types/type.h"

namespace modus::graphql {

/// The field of Subscription that every schema has.
inline constexpr std::string_view kAgentEvent = "agentEvent";

/// A module whose functions and types the schema shows. What it refers to must outlive its use.
struct SchemaModule {
  std::string_view name = {};    // empty in an app of one module
  std::string_view prefix = {};  // of its fields and types; may be empty
  std::span<const types::Signature> exports;
  const types::TypeTable* types;
};

/// A root field and the function that answers it.
struct FunctionField {
  std::string root;  // "Query", "Mutation" or "Subscription"
  std::string name;
  std::size_t module = 0;
  std::size_t function = 0;  // its index among the module's exports
  Docs docs = {};
};

/// A function that the schema does not show.
struct HiddenFunction {
  std::size_t module = 0;
  std::size_t function = 0;
  std::string reason;  // for the author: "marked @hidden"
};

struct FunctionFields {
  std::vector<FunctionField> shown;    // in the order of the document
  std::vector<HiddenFunction> hidden;  // by name, without those that only Modus calls
};

/// The contract's order within the document: by the name in lower case.
std::pair<std::string, std::string_view> document_order(std::string_view name);

/// A function whose result is a stream is a field of Subscription. For the others their names
/// decide, unless tags in their doc comments do. The module's prefix goes before what they say.
/// Fails with kInvalidArgument when two functions would be one field, a name is not allowed in
/// GraphQL, or tags are wrong; the error names function and remedy.
Result<FunctionFields> find_function_fields(std::span<const SchemaModule> modules);

}  // namespace modus::graphql
