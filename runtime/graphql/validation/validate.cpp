// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/validate.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

struct Rule {
  std::string_view name;
  void (*check)(ValidationContext&);
};

constexpr Rule kRules[] = {
    {"ExecutableDefinitions", check_executable_definitions},
    {"UniqueOperationNames", check_unique_operation_names},
    {"LoneAnonymousOperation", check_lone_anonymous_operation},
    {"SingleFieldSubscriptions", check_single_field_subscriptions},
    {"KnownTypeNames", check_known_type_names},
    {"FragmentsOnCompositeTypes", check_fragments_on_composite_types},
    {"VariablesAreInputTypes", check_variables_are_input_types},
    {"ScalarLeafs", check_scalar_leafs},
    {"FieldsOnCorrectType", check_fields_on_correct_type},
    {"UniqueFragmentNames", check_unique_fragment_names},
    {"KnownFragmentNames", check_known_fragment_names},
    {"NoUnusedFragments", check_no_unused_fragments},
    {"PossibleFragmentSpreads", check_possible_fragment_spreads},
    {"NoFragmentCycles", check_no_fragment_cycles},
    {"UniqueVariableNames", check_unique_variable_names},
    {"NoUndefinedVariables", check_no_undefined_variables},
    {"NoUnusedVariables", check_no_unused_variables},
    {"KnownDirectives", check_known_directives},
    {"UniqueDirectivesPerLocation", check_unique_directives_per_location},
    {"KnownArgumentNames", check_known_argument_names},
    {"UniqueArgumentNames", check_unique_argument_names},
    {"ValuesOfCorrectType", check_values_of_correct_type},
    {"ProvidedRequiredArguments", check_provided_required_arguments},
    {"VariablesInAllowedPosition", check_variables_in_allowed_position},
    {"OverlappingFieldsCanBeMerged", check_overlapping_fields},
    {"UniqueInputFieldNames", check_unique_input_field_names},
    {"MaxIntrospectionDepth", check_introspection_depth},
};

// Finds the first place that is too deep. A fragment's own depth is measured once.
class DepthCheck {
 public:
  DepthCheck(const Document& document, std::size_t limit) : limit_(limit) {
    for (const ast::Definition& d : document.definitions()) {
      if (d.fragment != nullptr) fragments_.emplace(d.fragment->name.text, State{d.fragment});
    }
  }

  std::optional<Offset> too_deep() const { return too_deep_; }

  /// The levels below and including the set, which stands at `depth`.
  std::size_t measure(const ast::SelectionSet& set, std::size_t depth) {
    if (depth > limit_) {
      too_deep_ = set.at;
      return 1;
    }
    std::size_t below = 0;
    for (const ast::Selection& selection : set.items) {
      if (too_deep_) break;
      if (selection.kind == ast::SelectionKind::kSpread) {
        below = std::max(below, measure_fragment(selection, depth + 1));
      } else if (selection.selection_set != nullptr) {
        below = std::max(below, measure(*selection.selection_set, depth + 1));
      }
    }
    return below + 1;
  }

 private:
  struct State {
    const ast::Fragment* fragment;
    bool entered = false;
    std::size_t levels = 0;  // 0 while it is being measured: part of a cycle
  };

  std::size_t measure_fragment(const ast::Selection& spread, std::size_t depth) {
    const auto found = fragments_.find(spread.name.text);
    if (found == fragments_.end()) return 0;
    State& state = found->second;
    if (!state.entered) {
      state.entered = true;
      state.levels = measure(*state.fragment->selection_set, depth);
    } else if (state.levels > 0 && depth + state.levels - 1 > limit_) {
      too_deep_ = spread.at;
    }
    return state.levels;
  }

  std::size_t limit_;
  std::unordered_map<std::string_view, State> fragments_;
  std::optional<Offset> too_deep_;
};

}  // namespace

void ValidationContext::report(std::string message, std::span<const Offset> places) {
  if (is_full()) return;
  if (errors_.size() == kMaxErrors) {
    errors_.push_back({"Too many validation errors, error limit reached. Validation aborted.", {}});
    return;
  }
  Diagnostic& error = errors_.emplace_back(std::move(message));
  for (const Offset place : places) error.locations.push_back(document_.locate(place));
}

std::vector<Diagnostic> validate(const Schema& schema, const Document& document) {
  ValidationContext context(schema, document);
  for (const Rule& rule : kRules) {
    if (!context.is_full()) rule.check(context);
  }
  return context.take();
}

std::vector<Diagnostic> validate_rule(const Schema& schema, const Document& document,
                                      std::string_view name) {
  ValidationContext context(schema, document);
  if (name.ends_with("Rule")) name.remove_suffix(4);
  for (const Rule& rule : kRules) {
    if (rule.name == name) rule.check(context);
  }
  return context.take();
}

std::vector<Diagnostic> check_depth(const Document& document, std::size_t max_depth) {
  DepthCheck check(document, max_depth);
  for (const ast::Definition& definition : document.definitions()) {
    if (definition.type_system != nullptr || check.too_deep()) continue;
    check.measure(definition.operation != nullptr ? *definition.operation->selection_set
                                                  : *definition.fragment->selection_set,
                  1);
  }
  if (!check.too_deep()) return {};
  return {{fmt::format("The document nests selections deeper than the limit of {}.", max_depth),
           {document.locate(*check.too_deep())}}};
}

}  // namespace modus::graphql
