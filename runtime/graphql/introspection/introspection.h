// SPDX-License-Identifier: Apache-2.0
// Answers __schema and __type from the schema (specification, section 4).
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/graphql/execution/bound_operation.h"
#include "runtime/json/writer.h"
#include "runtime/types/projection.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// Whether the engine itself answers it: __typename, __schema and __type.
bool is_meta_field(const RootField& field);
FieldOutcome answer_meta_field(const BoundOperation& operation, const RootField& field,
                               std::span<const Argument> arguments);

/// Writes the value of `field`, which is __schema or __type.
void write_introspection(const BoundOperation& operation, std::string_view field,
                         const types::Projection& projection, std::span<const Argument> arguments,
                         json::Writer& writer);

/// Writes what a selection asks for straight into JSON, and breaks off once the writer is full.
/// Borrows everything it is given.
class Introspection {
 public:
  Introspection(const BoundOperation& operation, json::Writer& writer)
      : operation_(operation), schema_(*operation.plan().schema), writer_(writer) {}

  void write_schema(const types::Projection& projection);
  /// The type of that name, or null.
  void write_type(std::string_view name, const types::Projection& projection);

 private:
  using Entry = types::Projection::Entry;

  void write_named(const NamedType* type, const types::Projection& projection);
  void write_type(const TypeRef& type, const types::Projection& projection);
  void write_named_field(const NamedType& type, const Entry& entry);
  void write_field(const Field& field, const types::Projection& projection);
  void write_input(const InputValue& input, const types::Projection& projection);
  void write_inputs(const std::vector<InputValue>& inputs, const Entry& entry);
  void write_enum_value(const EnumValue& value, const types::Projection& projection);
  void write_directive(const DirectiveDefinition& directive, const types::Projection& projection);

  template <class Write>
  void object(const types::Projection& projection, Write write);
  template <class Items, class Write>
  void list(const Items& items, Write write);
  void optional_text(std::string_view text);
  void is_deprecated(const std::optional<std::string_view>& reason);
  void text_or_null(const std::optional<std::string_view>& reason);
  /// Whether the entry's argument includeDeprecated is true.
  bool includes_deprecated(const Entry& entry);

  const BoundOperation& operation_;
  const Schema& schema_;
  json::Writer& writer_;
};

}  // namespace modus::graphql
