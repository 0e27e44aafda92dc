// SPDX-License-Identifier: Apache-2.0
// The rules of validation, each a function over the indexed document.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/graphql/validation/index.h"

namespace modus::graphql {

class ValidationContext {
 public:
  ValidationContext(const Schema& schema, const Document& document, std::size_t max_errors)
      : schema_(schema), document_(document), index_(schema, document), max_errors_(max_errors) {}

  const Schema& schema() const { return schema_; }
  const Document& document() const { return document_; }
  const DocumentIndex& index() const { return index_; }

  void report(std::string message, std::vector<Offset> places);
  /// Whether there are so many errors that no more are taken.
  bool is_full() const { return errors_.size() > max_errors_; }
  /// How many errors more are taken.
  std::size_t room() const { return is_full() ? 0 : max_errors_ + 1 - errors_.size(); }
  std::vector<Problem> take() { return std::move(errors_); }

 private:
  const Schema& schema_;
  const Document& document_;
  DocumentIndex index_;
  std::size_t max_errors_;
  std::vector<Problem> errors_;
};

/// Calls `visit(use, parent)` for every selection of that kind in a part; the parent type is null
/// when unknown.
template <class Visit>
void each_selection(const DocumentPart& part, ast::SelectionKind kind, Visit visit) {
  for (const SelectionSetUse& set : part.selection_sets) {
    for (const SelectionUse& use : set.items) {
      if (use.node->kind == kind) visit(use, set.parent);
    }
  }
}

/// Tells whether parts of a document have been visited.
class PartSet {
 public:
  explicit PartSet(const DocumentIndex& index) : marks_(index.parts().size()) {}

  /// True when the part was not in the set.
  bool insert(const DocumentPart& part) {
    if (marks_[part.number] == round_) return false;
    marks_[part.number] = round_;
    return true;
  }
  bool contains(const DocumentPart& part) const { return marks_[part.number] == round_; }
  void clear() { ++round_; }

 private:
  std::vector<std::uint32_t> marks_;
  std::uint32_t round_ = 1;
};

/// Adds to `found` the part and the fragments it uses, however deep, each once, unless `seen`.
void add_reachable(const DocumentPart& part, PartSet& seen,
                   std::vector<const DocumentPart*>& found);

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

// incremental_rules.cpp
void check_incremental_on_root_fields(ValidationContext& context);
void check_incremental_on_valid_operations(ValidationContext& context);
void check_incremental_labels(ValidationContext& context);
void check_stream_on_lists(ValidationContext& context);

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
