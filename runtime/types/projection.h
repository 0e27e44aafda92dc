// SPDX-License-Identifier: Apache-2.0
// Which parts of a value a client wants, and under which names: a compiled selection set.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace modus::types {

/// What to write of a record, in order. Lists, arrays and nullables pass it on to their elements;
/// scalars ignore it. A map is a list of records {key, value}: field 0 and field 1. Immutable;
/// belongs to a query plan.
struct Projection {
  struct Entry {
    std::string key;                         // the response name: a GraphQL name, nothing to escape
    std::size_t field = 0;                   // index among the record's fields
    bool is_typename = false;                // write type_name instead of a field
    std::string type_name;                   // the GraphQL name of the record's type
    const Projection* projection = nullptr;  // of the field's value; null for scalars
    std::size_t source = 0;                  // what it was compiled from, for its compiler
  };
  std::vector<Entry> entries;
  /// Of a value whose type is one of several, in the place of entries: one for each of them, in the
  /// order of its definition. No guest has such values.
  std::vector<const Projection*> variants;
};

/// Of a map's entry: both halves, as they are called.
const Projection& whole_entry();

}  // namespace modus::types
