// SPDX-License-Identifier: Apache-2.0
// A request document laid out flat for validation: every use of a field, fragment, directive, value
// and variable, with what the schema says about it. Rules are loops over these lists.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/schema/schema.h"

namespace modus::graphql {

struct FieldUse {
  const ast::Selection* node;
  const NamedType* parent;  // null when unknown
  const Field* definition;  // null when unknown
};

struct FragmentUse {
  const ast::Selection* node;  // a spread or inline fragment
  const NamedType* parent;     // null when unknown
};

struct SelectionSetUse {
  const ast::SelectionSet* node;
  const NamedType* parent;  // null when unknown
};

struct DirectiveUse {
  const ast::Directive* node;
  const DirectiveDefinition* definition;  // null when unknown
  std::string_view location;              // "FIELD"
  bool first;                             // of its list
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
};

/// An operation or a fragment.
struct DocumentPart {
  const ast::Operation* operation = nullptr;
  const ast::Fragment* fragment = nullptr;
  const NamedType* type = nullptr;  // what it selects from; null when unknown
  std::vector<SelectionSetUse> selection_sets{};
  std::vector<FieldUse> fields{};
  std::vector<FragmentUse> spreads{};
  std::vector<FragmentUse> inline_fragments{};
  std::vector<DirectiveUse> directives{};
  std::vector<ValueUse> values{};
  std::vector<VariableUse> variables{};
  std::vector<const TypeRef*> variable_types{};  // of an operation's definitions; null: unknown
};

class DocumentIndex {
 public:
  DocumentIndex(const Schema& schema, const Document& document);

  const std::vector<DocumentPart>& parts() const { return parts_; }

  /// Null when there is none; the first when there are several.
  const DocumentPart* find_fragment(std::string_view name) const;

  /// The part itself and the fragments it uses, however deep, each once.
  std::vector<const DocumentPart*> reachable(const DocumentPart& part) const;

 private:
  friend class DocumentIndexer;

  TypeTable type_refs_;
  std::vector<DocumentPart> parts_;
  std::unordered_map<std::string_view, std::size_t> fragments_;
};

}  // namespace modus::graphql
