// SPDX-License-Identifier: Apache-2.0
// What is known about a request before its variables are: the checked document, the operation to
// execute and, unless variables decide about it, what it selects.
#pragma once

#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/schema/schema.h"
#include "runtime/types/projection.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// A variable as far as it is known without its value.
struct PlannedVariable {
  const ast::VariableDefinition* definition;
  const TypeRef* type;
  types::Value fallback;  // its default, coerced; absent when there is none
};

/// An argument as far as it is known without the variables.
struct PlannedArgument {
  const InputValue* input;
  const ast::Value* literal;  // to be coerced with the variables; null: `value` is the argument
  types::Value value;  // absent: not given. With a literal: what stands in for an unset variable
};

/// The places a field was merged from, one at least; the first stands for it.
using FieldNodes = std::vector<const ast::Selection*>;

/// A root field, merged from all its places in the operation.
struct RootField {
  FieldNodes nodes;
  const Field* definition;
  std::span<const PlannedArgument> arguments;
  const types::Projection* projection;  // null for leaf types

  const ast::Selection& node() const { return *nodes.front(); }
  std::string_view key() const { return node().key(); }
};

/// The selection set of an operation with fragments, @skip and @include worked out. Immutable.
struct RootSelection {
  std::vector<RootField> fields;
  std::deque<types::Projection> projections;
  std::vector<FieldNodes> sources;  // of the projections' entries
};

/// Immutable, so thread-safe.
struct Plan {
  std::shared_ptr<const Schema> schema;
  std::shared_ptr<const EngineOptions> options;
  std::unique_ptr<const Document> document;
  std::optional<std::string> operation_name;  // as asked for
  const ast::Operation* operation = nullptr;
  const NamedType* root = nullptr;
  bool is_incremental = false;
  TypeTable type_refs;
  types::Arena arena;  // of the coerced values below
  std::vector<PlannedVariable> variables;
  std::map<std::string_view, std::size_t> variable_index;
  std::unordered_map<const ast::Selection*, std::vector<PlannedArgument>> arguments;  // at the root
  std::unordered_map<std::string_view, const ast::Fragment*> fragments;
  std::shared_ptr<const RootSelection> selection;  // null: depends on variables
};

/// Parses, validates and plans.
std::expected<std::shared_ptr<const Plan>, std::vector<Diagnostic>> make_plan(
    std::shared_ptr<const Schema> schema, std::string query,
    std::optional<std::string_view> operation_name, std::shared_ptr<const EngineOptions> options);

/// What the plan's operation selects given its variables.
std::expected<std::shared_ptr<const RootSelection>, Diagnostic> compile_selection(
    const Plan& plan, types::Value variables);

}  // namespace modus::graphql
