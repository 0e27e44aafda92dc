// SPDX-License-Identifier: Apache-2.0
// The types a GraphQL service offers, built from a schema document (specification, section 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/language/name_table.h"
#include "runtime/graphql/language/parser.h"

namespace modus::graphql {

enum class TypeKind : std::uint8_t { kScalar, kObject, kInterface, kUnion, kEnum, kInputObject };
enum class ScalarKind : std::uint8_t { kInt, kFloat, kString, kBoolean, kId, kCustom };
enum class Wrapper : std::uint8_t { kNone, kList, kNonNull };

struct NamedType;

/// A named type in its lists and non-nulls. Compare with `==`, not by address.
struct TypeRef {
  Wrapper wrapper = Wrapper::kNone;
  const NamedType* named = nullptr;  // the innermost type
  const TypeRef* of = nullptr;       // below the wrapper
  std::string text;                  // "[String!]!"

  bool is_non_null() const { return wrapper == Wrapper::kNonNull; }
  bool is_list() const { return wrapper == Wrapper::kList; }
  const TypeRef& nullable() const { return is_non_null() ? *of : *this; }
  bool operator==(const TypeRef& other) const { return this == &other || text == other.text; }
};

/// An argument or the field of an input object.
struct InputValue {
  std::string_view name;
  std::string_view description;
  const TypeRef* type = nullptr;
  const ast::Value* default_value = nullptr;  // coerces to `type`
  std::optional<std::string_view> deprecation{};

  bool is_required() const { return type->is_non_null() && default_value == nullptr; }
};

struct Field {
  std::string_view name;
  std::string_view description;
  std::vector<InputValue> arguments;
  const TypeRef* type = nullptr;
  std::optional<std::string_view> deprecation{};
};

struct EnumValue {
  std::string_view name;
  std::string_view description;
  std::optional<std::string_view> deprecation{};
};

/// Stays where it was made, for `plain` and `required` point to it.
struct NamedType {
  NamedType() = default;
  NamedType(const NamedType&) = delete;
  NamedType& operator=(const NamedType&) = delete;

  TypeKind kind = TypeKind::kScalar;
  ScalarKind scalar = ScalarKind::kCustom;  // of scalars
  bool one_of = false;                      // of input objects
  std::string_view name;
  std::string_view description;
  std::optional<std::string_view> specified_by{};  // scalars
  std::vector<Field> fields{};                     // object, interface
  std::vector<const NamedType*> interfaces{};      // object, interface
  std::vector<const NamedType*> possible_types{};  // interface, union: objects
  std::vector<EnumValue> values{};                 // enum
  std::vector<InputValue> input_fields{};          // input object
  NameTable names{};  // of its fields, values or input fields, numbered in their order
  std::vector<std::uint64_t> possible_bits{};  // interface, union: a bit for each object's number
  std::size_t number = 0;                      // within the schema
  TypeRef plain{};                             // as `T`
  TypeRef required{};                          // as `T!`

  bool is_leaf() const { return kind == TypeKind::kScalar || kind == TypeKind::kEnum; }
  bool is_abstract() const { return kind == TypeKind::kInterface || kind == TypeKind::kUnion; }
  bool is_composite() const { return kind == TypeKind::kObject || is_abstract(); }
  bool is_input() const { return is_leaf() || kind == TypeKind::kInputObject; }

  const Field* find_field(std::string_view field) const;
  const EnumValue* find_value(std::string_view value) const;
  const InputValue* find_input_field(std::string_view field) const;
  /// Whether the object is one of its possible types.
  bool includes(const NamedType& object) const;
  bool implements(const NamedType& interface) const;
};

const InputValue* find_input(const std::vector<InputValue>& inputs, std::string_view name);

struct DirectiveDefinition {
  std::string_view name;
  std::string_view description;
  std::vector<InputValue> arguments;
  std::vector<std::string_view> locations;
  bool repeatable = false;
};

/// Makes and keeps TypeRefs of lists and their like, at fixed addresses.
class TypeTable {
 public:
  const TypeRef* list_of(const TypeRef& type);
  const TypeRef* non_null(const TypeRef& type);

 private:
  const TypeRef* keep(TypeRef type);

  std::vector<std::unique_ptr<const TypeRef>> types_;
};

/// Whether a schema must have a query type; if not, it gets an empty type Query.
enum class QueryType { kRequired, kOptional };

/// Immutable once built, so thread-safe.
class Schema {
 public:
  /// Fails on a document that does not parse or describes no valid schema, with all that is wrong
  /// of one kind: names and directives first, then types, then default values. As in graphql-js, a
  /// default value that does not fit its type is no default.
  static std::expected<std::shared_ptr<const Schema>, std::vector<Diagnostic>> create(
      std::string document, QueryType query_type = QueryType::kOptional);

  const Document& document() const { return *document_; }

  std::string_view description() const { return description_; }
  const NamedType* root(ast::OperationKind kind) const {
    return roots_[static_cast<std::size_t>(kind)];
  }
  const NamedType* find_type(std::string_view name) const;
  const DirectiveDefinition* find_directive(std::string_view name) const;

  /// Those of the document in its order, then the built-in ones in use.
  const std::vector<const NamedType*>& types() const { return types_; }
  const std::deque<DirectiveDefinition>& directives() const { return directives_; }

  /// The type written in a request document, kept in `table`; null when its name is unknown.
  const TypeRef* resolve(const ast::Type& type, TypeTable& table) const;

  /// The definition of a field that may be selected on `parent`, with the meta fields
  /// __typename, __schema and __type; null when there is none.
  const Field* find_field(const NamedType& parent, std::string_view name) const;

 private:
  friend class SchemaBuilder;

  std::unique_ptr<const Document> prelude_;
  std::unique_ptr<const Document> document_;
  std::string_view description_;
  std::deque<NamedType> storage_;
  TypeTable type_refs_;
  NameTable type_names_;
  std::vector<NamedType*> by_name_;  // by the numbers of type_names_; null: no part of the schema
  std::vector<const NamedType*> types_;
  NameTable directive_names_;
  std::deque<DirectiveDefinition> directives_;  // by the numbers of directive_names_
  const NamedType* roots_[3] = {};
  Field typename_field_;
  Field schema_field_;
  Field type_field_;
};

/// Whether objects of one type can be of the other.
bool may_overlap(const NamedType& a, const NamedType& b);

}  // namespace modus::graphql
