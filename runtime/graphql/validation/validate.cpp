// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/validate.h"

#include <algorithm>

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

}  // namespace modus::graphql
