// SPDX-License-Identifier: Apache-2.0
// A request document laid out flat for validation: every use of a field, fragment, directive, value
// and variable, with what the schema says about it. Rules are loops over these lists.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/graphql/language/name_table.h"
#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/schema/schema.h"

namespace modus::graphql {

struct DocumentPart;
struct SelectionSetUse;

struct SelectionUse {
  const ast::Selection* node;
  const Field* definition = nullptr;       // of a field; null when unknown
  const SelectionSetUse* below = nullptr;  // what it selects in turn; null without selection set
  const DocumentPart* fragment = nullptr;  // of a spread; null when unknown
  std::uint32_t key = 0;                   // of a field: equal numbers, equal response names
};

struct SelectionSetUse {
  const ast::SelectionSet* node;
  const NamedType* parent;  // null when unknown
  std::span<const SelectionUse> items{};
};

struct SpreadUse {
  const ast::Selection* node;
  const NamedType* parent;       // null when unknown
  const DocumentPart* fragment;  // null when unknown
};

struct DirectiveUse {
  const ast::Directive* node;
  const DirectiveDefinition* definition;  // null when unknown
  std::string_view location;              // "FIELD"
  std::uint32_t list;  // equal numbers, one list: of a place, or of a type in all
                       // its definitions
};

struct ValueUse {
  const ast::Value* node;  // an argument or a variable's default
  const TypeRef* type;     // null when unknown
};

struct VariableUse {
  const ast::Value* node;
  const TypeRef* type;      // expected here; null when unknown
  bool has_default;         // the place has a default value
  const NamedType* one_of;  // the @oneOf input object it is a field of, or null
  std::uint32_t name;       // equal numbers, equal names
};

struct VariableDeclaration {
  const ast::VariableDefinition* node;
  const TypeRef* type;  // null when unknown
  std::uint32_t name;   // as in VariableUse
};

/// An operation, a fragment, or a definition of the type system, which has directives and values.
struct DocumentPart {
  const ast::Operation* operation = nullptr;
  const ast::Fragment* fragment = nullptr;
  const ast::TypeSystemDefinition* type_system = nullptr;
  const NamedType* type = nullptr;        // what it selects from; null when unknown
  std::uint32_t number = 0;               // its place among all parts
  std::uint32_t name = 0;                 // of a fragment: equal numbers, equal names
  const SelectionSetUse* root = nullptr;  // the outermost of its selection sets
  std::span<const SelectionSetUse> selection_sets{};
  std::span<const SpreadUse> spreads{};
  std::span<const DirectiveUse> directives{};
  std::span<const ValueUse> values{};
  std::span<const VariableUse> variables{};
  std::span<const VariableDeclaration> declarations{};  // of an operation
};

/// Borrows the schema and the document. Immutable.
class DocumentIndex {
 public:
  DocumentIndex(const Schema& schema, const Document& document);
  DocumentIndex(const DocumentIndex&) = delete;
  DocumentIndex& operator=(const DocumentIndex&) = delete;

  const std::vector<DocumentPart>& parts() const { return parts_; }
  const std::vector<SelectionSetUse>& selection_sets() const { return selection_sets_; }

  /// How many different names of response fields and of variables there are.
  std::size_t key_count() const { return keys_.size(); }
  std::size_t variable_count() const { return variable_names_.size(); }

 private:
  friend class DocumentIndexer;

  TypeTable type_refs_;
  std::vector<DocumentPart> parts_;
  std::vector<SelectionSetUse> selection_sets_;
  std::vector<SelectionUse> selections_;
  std::vector<SpreadUse> spreads_;
  std::vector<DirectiveUse> directives_;
  std::vector<ValueUse> values_;
  std::vector<VariableUse> variables_;
  std::vector<VariableDeclaration> declarations_;
  NameTable keys_;
  NameTable variable_names_;
};

}  // namespace modus::graphql
