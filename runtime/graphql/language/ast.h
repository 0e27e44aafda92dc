// SPDX-License-Identifier: Apache-2.0
// The syntax tree of GraphQL documents (September 2025 edition). Nodes are plain and immutable;
// they and their text belong to the Document that was parsed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "runtime/graphql/language/operation_kind.h"
#include "runtime/graphql/language/source.h"

namespace modus::graphql::ast {

struct Name {
  std::string_view text{};
  Offset at = 0;

  bool empty() const { return text.empty(); }
};

enum class ValueKind : std::uint8_t {
  kVariable,
  kInt,
  kFloat,
  kString,
  kBoolean,
  kNull,
  kEnum,
  kList,
  kObject
};

struct ObjectField;

struct Value {
  ValueKind kind = ValueKind::kNull;
  bool is_block = false;  // of a string
  Offset at = 0;
  std::string_view text{};  // a variable's name without $, a decoded string, else as written
  std::span<const Value> items{};
  std::span<const ObjectField> fields{};
};

struct ObjectField {
  Name name{};
  Value value{};
};

struct Argument {
  Name name{};
  Value value{};
};

struct Directive {
  Offset at = 0;
  Name name{};
  std::span<const Argument> arguments{};
};

enum class TypeKind : std::uint8_t { kNamed, kList, kNonNull };

struct Type {
  TypeKind kind = TypeKind::kNamed;
  Offset at = 0;
  Name name{};               // of a named type
  const Type* of = nullptr;  // of a list or non-null type
};

struct Selection;

struct SelectionSet {
  Offset at = 0;
  std::span<const Selection> items{};
};

enum class SelectionKind : std::uint8_t { kField, kSpread, kInlineFragment };

struct Selection {
  SelectionKind kind = SelectionKind::kField;
  Offset at = 0;
  Name alias{};           // field; may be empty
  Name name{};            // field, or the fragment that is spread
  Name type_condition{};  // inline fragment; may be empty
  std::span<const Argument> arguments{};
  std::span<const Directive> directives{};
  const SelectionSet* selection_set = nullptr;

  /// The name of a field in the response.
  std::string_view key() const { return alias.empty() ? name.text : alias.text; }
};

struct VariableDefinition {
  Offset at = 0;
  Name name{};  // without $
  Type type{};
  const Value* default_value = nullptr;
  std::span<const Directive> directives{};
};

using graphql::OperationKind;

struct Operation {
  OperationKind kind = OperationKind::kQuery;
  Offset at = 0;
  Name name{};  // may be empty
  std::span<const VariableDefinition> variables{};
  std::span<const Directive> directives{};
  const SelectionSet* selection_set = nullptr;
};

struct Fragment {
  Offset at = 0;
  Name name{};
  Name type_condition{};
  std::span<const Directive> directives{};
  const SelectionSet* selection_set = nullptr;
};

struct InputValueDefinition {
  Offset at = 0;
  std::string_view description{};
  Name name{};
  Type type{};
  const Value* default_value = nullptr;
  std::span<const Directive> directives{};
};

struct FieldDefinition {
  Offset at = 0;
  std::string_view description{};
  Name name{};
  std::span<const InputValueDefinition> arguments{};
  Type type{};
  std::span<const Directive> directives{};
};

struct EnumValueDefinition {
  Offset at = 0;
  std::string_view description{};
  Name name{};
  std::span<const Directive> directives{};
};

struct RootOperation {
  Offset at = 0;
  OperationKind kind = OperationKind::kQuery;
  Name type{};
};

enum class TypeSystemKind : std::uint8_t {
  kSchema,
  kScalar,
  kObject,
  kInterface,
  kUnion,
  kEnum,
  kInputObject,
  kDirective
};

/// A definition or extension of a schema document; each kind uses the members it has.
struct TypeSystemDefinition {
  TypeSystemKind kind = TypeSystemKind::kSchema;
  bool extension = false;
  Offset at = 0;
  std::string_view description{};
  Name name{};  // empty for a schema
  std::span<const Directive> directives{};
  std::span<const Name> interfaces{};                    // object, interface
  std::span<const FieldDefinition> fields{};             // object, interface
  std::span<const Name> members{};                       // union
  std::span<const EnumValueDefinition> values{};         // enum
  std::span<const InputValueDefinition> input_fields{};  // input object; a directive's arguments
  std::span<const RootOperation> roots{};                // schema
  std::span<const Name> locations{};                     // directive
  bool repeatable = false;                               // directive
};

/// How many there are of some nodes in a whole document, so that a walk through it can make room.
struct Counts {
  std::size_t selection_sets = 0;
  std::size_t selections = 0;
  std::size_t spreads = 0;
  std::size_t directives = 0;
  std::size_t values = 0;     // arguments and defaults
  std::size_t variables = 0;  // where they are used
};

/// Exactly one member is set.
struct Definition {
  const Operation* operation = nullptr;
  const Fragment* fragment = nullptr;
  const TypeSystemDefinition* type_system = nullptr;
};

}  // namespace modus::graphql::ast
