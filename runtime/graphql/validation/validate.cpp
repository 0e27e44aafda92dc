// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/validate.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/schema/definitions.h"
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
    {"DeferStreamDirectiveOnRootField", check_incremental_on_root_fields},
    {"DeferStreamDirectiveOnValidOperations", check_incremental_on_valid_operations},
    {"DeferStreamDirectiveLabel", check_incremental_labels},
    {"StreamDirectiveOnListField", check_stream_on_lists},
    {"KnownArgumentNames", check_known_argument_names},
    {"UniqueArgumentNames", check_unique_argument_names},
    {"ValuesOfCorrectType", check_values_of_correct_type},
    {"ProvidedRequiredArguments", check_provided_required_arguments},
    {"VariablesInAllowedPosition", check_variables_in_allowed_position},
    {"OverlappingFieldsCanBeMerged", check_overlapping_fields},
    {"UniqueInputFieldNames", check_unique_input_field_names},
    {"MaxIntrospectionDepth", check_introspection_depth},
};

constexpr void (*kRulesOfSchemas[])(ValidationContext&) = {
    check_known_directives,         check_unique_directives_per_location,
    check_known_argument_names,     check_unique_argument_names,
    check_unique_input_field_names, check_provided_required_arguments,
};

const Rule* find_rule(std::string_view name) {
  constexpr std::string_view kSuffix = "Rule";
  if (name.ends_with(kSuffix)) name.remove_suffix(kSuffix.size());
  const auto found = std::ranges::find(kRules, name, &Rule::name);
  return found == std::end(kRules) ? nullptr : found;
}

}  // namespace

void ValidationContext::report(std::string message, std::vector<Offset> places) {
  if (is_full()) return;
  if (errors_.size() == max_errors_) {
    message = "Too many validation errors, error limit reached. Validation aborted.";
    places.clear();
  }
  errors_.push_back({std::move(message), std::move(places)});
}

void add_reachable(const DocumentPart& part, PartSet& seen,
                   std::vector<const DocumentPart*>& found) {
  std::size_t next = found.size();
  if (seen.insert(part)) found.push_back(&part);
  for (; next < found.size(); ++next) {
    for (const SpreadUse& spread : found[next]->spreads) {
      if (spread.fragment != nullptr && seen.insert(*spread.fragment)) {
        found.push_back(spread.fragment);
      }
    }
  }
}

std::vector<Problem> check_directives(const Schema& schema) {
  ValidationContext context(schema, schema.document(), ValidationLimits().max_errors);
  for (const auto check : kRulesOfSchemas) check(context);
  return context.take();
}

std::vector<Diagnostic> validate(const Schema& schema, const Document& document,
                                 ValidationLimits limits) {
  ValidationContext context(schema, document, limits.max_errors);
  for (const Rule& rule : kRules) {
    if (!context.is_full()) rule.check(context);
  }
  return locate_all(document.source(), context.take());
}

bool is_rule(std::string_view name) { return find_rule(name) != nullptr; }

std::vector<Diagnostic> validate_rule(const Schema& schema, const Document& document,
                                      std::string_view name, ValidationLimits limits) {
  ValidationContext context(schema, document, limits.max_errors);
  if (const Rule* rule = find_rule(name)) rule->check(context);
  return locate_all(document.source(), context.take());
}

}  // namespace modus::graphql
