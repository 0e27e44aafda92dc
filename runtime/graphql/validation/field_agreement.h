// SPDX-License-Identifier: Apache-2.0
// Whether two fields may stand under one response name (specification, section 5.3.2).
#pragma once

#include <string>

#include "runtime/graphql/validation/index.h"

namespace modus::graphql {

/// A field where it is selected.
struct FieldEntry {
  const SelectionUse* field;
  const NamedType* parent;  // null when unknown

  /// The type of what it gives; null when unknown, and for meta fields, which are not compared.
  const TypeRef* type() const;
  /// The parent type if it is an object, else null. Fields of different objects never meet.
  const NamedType* object() const;
};

/// Whether they are the same field with the same arguments, in whatever order.
bool is_same_field(const FieldEntry& a, const FieldEntry& b);

/// Whether what they give has the same lists and non-nulls around the same leaf type, or around
/// composite types; or is unknown.
bool is_same_shape(const FieldEntry& a, const FieldEntry& b);

/// Why two fields that are not the same cannot be merged: `they have differing arguments`.
std::string describe_difference(const FieldEntry& a, const FieldEntry& b);
/// The same of two that differ in shape.
std::string describe_shapes(const FieldEntry& a, const FieldEntry& b);

}  // namespace modus::graphql
