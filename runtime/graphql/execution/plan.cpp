// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/plan.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "runtime/graphql/execution/arguments.h"
#include "runtime/graphql/execution/query_limits.h"
#include "runtime/graphql/schema/literals.h"
#include "runtime/graphql/validation/validate.h"

namespace modus::graphql {
namespace {

std::expected<const ast::Operation*, Diagnostic> select_operation(
    const Document& document, std::optional<std::string_view> name) {
  constexpr std::string_view kCode = "OPERATION_RESOLUTION_FAILURE";
  const ast::Operation* selected = nullptr;
  for (const ast::Definition& definition : document.definitions()) {
    const ast::Operation* operation = definition.operation;
    if (operation == nullptr || (name && operation->name.text != *name)) continue;
    if (selected != nullptr) {
      return std::unexpected(Diagnostic{
          .message = "Must provide operation name if query contains multiple operations.",
          .code = kCode});
    }
    selected = operation;
  }
  // An operation without name is not to be had by an empty one.
  if (selected != nullptr && (!name || !name->empty())) return selected;
  return std::unexpected(
      Diagnostic{.message = name ? fmt::format("Unknown operation named \"{}\".", *name)
                                 : "Must provide an operation.",
                 .code = kCode});
}

bool has_variable(std::span<const ast::Directive> directives) {
  return std::ranges::any_of(directives, [](const ast::Directive& directive) {
    return std::ranges::any_of(directive.arguments, [](const ast::Argument& argument) {
      return argument.value.kind == ast::ValueKind::kVariable;
    });
  });
}

// Whether variables may decide what is selected.
bool is_conditional(const ast::SelectionSet& set) {
  return std::ranges::any_of(set.items, [](const ast::Selection& selection) {
    return has_variable(selection.directives) ||
           (selection.selection_set != nullptr && is_conditional(*selection.selection_set));
  });
}

// Whether @defer or @stream may be on somewhere.
bool is_incremental(const ast::SelectionSet& set) {
  return std::ranges::any_of(set.items, [](const ast::Selection& selection) {
    const auto is_used = [](const ast::Directive& directive) {
      if (directive.name.text != "defer" && directive.name.text != "stream") return false;
      return std::ranges::none_of(directive.arguments, [](const ast::Argument& argument) {
        return argument.name.text == "if" && argument.value.text == "false";
      });
    };
    return std::ranges::any_of(selection.directives, is_used) ||
           (selection.selection_set != nullptr && is_incremental(*selection.selection_set));
  });
}

void plan_variables(Plan& plan) {
  for (const ast::VariableDefinition& variable : plan.operation->variables) {
    const TypeRef& type = *plan.schema->resolve(variable.type, plan.type_refs);
    types::Value fallback;
    if (variable.default_value != nullptr) {
      fallback =
          coerce_literal(*variable.default_value, type, {}, plan.arena).value_or(types::Value());
    }
    plan.variable_index.emplace(variable.name.text, plan.variables.size());
    plan.variables.push_back({&variable, &type, fallback});
  }
}

// Those of all places a root field may be selected at: which of them counts, variables may decide.
void plan_root_arguments(Plan& plan, const ast::SelectionSet& set,
                         std::set<std::string_view>& visited) {
  for (const ast::Selection& selection : set.items) {
    if (selection.kind == ast::SelectionKind::kInlineFragment) {
      plan_root_arguments(plan, *selection.selection_set, visited);
    } else if (selection.kind == ast::SelectionKind::kSpread) {
      if (!visited.insert(selection.name.text).second) continue;
      plan_root_arguments(plan, *plan.fragments.at(selection.name.text)->selection_set, visited);
    } else if (const Field* field = plan.schema->find_field(*plan.root, selection.name.text)) {
      plan.arguments.emplace(&selection, plan_arguments(*field, selection, plan.arena));
    }
  }
}

std::string_view name_of(OperationKind kind) {
  constexpr std::string_view kNames[] = {"query", "mutation", "subscription"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::expected<void, Diagnostic> choose(Plan& plan, std::optional<std::string_view> operation_name) {
  const auto operation = select_operation(*plan.document, operation_name);
  if (!operation) return std::unexpected(operation.error());
  plan.operation = *operation;
  plan.root = plan.schema->root(plan.operation->kind);
  if (plan.root == nullptr) {
    return std::unexpected(
        Diagnostic{.message = fmt::format("Schema is not configured to execute {} operation.",
                                          name_of(plan.operation->kind)),
                   .locations = {plan.document->locate(plan.operation->at)},
                   .code = "OPERATION_RESOLUTION_FAILURE"});
  }
  plan_variables(plan);
  bool conditional = is_conditional(*plan.operation->selection_set);
  bool incremental = is_incremental(*plan.operation->selection_set);
  for (const ast::Definition& definition : plan.document->definitions()) {
    if (definition.fragment == nullptr) continue;
    plan.fragments.emplace(definition.fragment->name.text, definition.fragment);
    conditional = conditional || is_conditional(*definition.fragment->selection_set);
    incremental = incremental || is_incremental(*definition.fragment->selection_set);
  }
  plan.is_incremental = plan.options->incremental && incremental;
  std::set<std::string_view> visited;
  plan_root_arguments(plan, *plan.operation->selection_set, visited);
  if (conditional) return {};
  auto selection = compile_selection(plan, {});
  if (!selection) return std::unexpected(std::move(selection).error());
  plan.selection = std::move(*selection);
  return {};
}

// The parser knows limits, but no remedies.
Diagnostic with_remedy(Diagnostic error, const EngineOptions& options) {
  if (error.code == kTooManyTokens) append_remedy(error.message, options.max_tokens.remedy);
  if (error.code == kTooDeep) append_remedy(error.message, options.max_depth.remedy);
  return error;
}

}  // namespace

std::expected<std::shared_ptr<const Plan>, std::vector<Diagnostic>> make_plan(
    std::shared_ptr<const Schema> schema, std::string query,
    std::optional<std::string_view> operation_name, std::shared_ptr<const EngineOptions> options) {
  auto document = parse_document(std::move(query), {.max_tokens = options->max_tokens.most,
                                                    .max_depth = options->max_depth.most});
  if (!document) {
    return std::unexpected(std::vector{with_remedy(std::move(document).error(), *options)});
  }
  if (auto error = check_query_limits(*schema, **document, *options)) {
    return std::unexpected(std::vector{*std::move(error)});
  }
  if (auto errors = validate(*schema, **document); !errors.empty()) {
    for (Diagnostic& error : errors) error.code = "GRAPHQL_VALIDATION_FAILED";
    return std::unexpected(std::move(errors));
  }
  auto plan = std::make_shared<Plan>();
  plan->schema = std::move(schema);
  plan->options = std::move(options);
  plan->document = std::move(*document);
  plan->operation_name = operation_name;
  if (auto chosen = choose(*plan, operation_name); !chosen) {
    return std::unexpected(std::vector{std::move(chosen).error()});
  }
  return plan;
}

}  // namespace modus::graphql
