// SPDX-License-Identifier: Apache-2.0
// The rules of validation, each a function over the indexed document.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "runtime/graphql/validation/index.h"

namespace modus::graphql {

class ValidationContext {
 public:
  ValidationContext(const Schema& schema, const Document& document)
      : schema_(schema), document_(document), index_(schema, document) {}

  const Schema& schema() const { return schema_; }
  const Document& document() const { return document_; }
  const DocumentIndex& index() const { return index_; }

  void report(std::string message, std::span<const Offset> places);
  void report(std::string message, std::initializer_list<Offset> places) {
    report(std::move(message), std::span(places.begin(), places.size()));
  }
  bool is_full() const { return errors_.size() > kMaxErrors; }
  std::vector<Diagnostic> take() { return std::move(errors_); }

 private:
  static constexpr std::size_t kMaxErrors = 100;

  const Schema& schema_;
  const Document& document_;
  DocumentIndex index_;
  std::vector<Diagnostic> errors_;
};

// operation_rules.cpp
void check_executable_definitions(ValidationContext& context);
void check_unique_operation_names(ValidationContext& context);
void check_lone_anonymous_operation(ValidationContext& context);
void check_single_field_subscriptions(ValidationContext& context);

// type_rules.cpp
void check_known_type_names(ValidationContext& context);
void check_fragments_on_composite_types(ValidationContext& context);
void check_variables_are_input_types(ValidationContext& context);

// field_rules.cpp
void check_scalar_leafs(ValidationContext& context);
void check_fields_on_correct_type(ValidationContext& context);
void check_introspection_depth(ValidationContext& context);

// fragment_rules.cpp
void check_unique_fragment_names(ValidationContext& context);
void check_known_fragment_names(ValidationContext& context);
void check_no_unused_fragments(ValidationContext& context);
void check_possible_fragment_spreads(ValidationContext& context);
void check_no_fragment_cycles(ValidationContext& context);

// variable_rules.cpp
void check_unique_variable_names(ValidationContext& context);
void check_no_undefined_variables(ValidationContext& context);
void check_no_unused_variables(ValidationContext& context);
void check_variables_in_allowed_position(ValidationContext& context);

// directive_rules.cpp
void check_known_directives(ValidationContext& context);
void check_unique_directives_per_location(ValidationContext& context);

// argument_rules.cpp
void check_known_argument_names(ValidationContext& context);
void check_unique_argument_names(ValidationContext& context);
void check_provided_required_arguments(ValidationContext& context);

// value_rules.cpp
void check_values_of_correct_type(ValidationContext& context);
void check_unique_input_field_names(ValidationContext& context);

// overlap_rule.cpp
void check_overlapping_fields(ValidationContext& context);

}  // namespace modus::graphql
