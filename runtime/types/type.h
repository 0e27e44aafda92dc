// SPDX-License-Identifier: Apache-2.0
// The neutral type model: what functions of every guest language take and return. GraphQL, JSON
// Schema and other descriptions are projections of it; how a value lies in memory is each calling
// convention's own business.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/json/json.h"

namespace modus::types {

enum class Kind {
  kVoid,
  kBoolean,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat32,
  kFloat64,
  kString,
  kBytes,      // shown as base64
  kTimestamp,  // an instant, nanoseconds since the Unix epoch at the finest
  kDuration,   // nanoseconds
  kNullable,   // element or nothing
  kList,       // of element
  kArray,      // of element, length fixed
  kMap,        // key to element
  kRecord,     // named fields in order
  kOpaque,     // named, without a structure we know; its value passes as JSON
  kStream,     // of element, one after another; only as the one result of a function
};

struct Type;

struct Field {
  std::string name;
  const Type* type;
  std::vector<std::string> docs;
};

/// A type. Immutable once its TypeTable is complete; compared by address within one table.
struct Type {
  Kind kind = Kind::kVoid;
  std::string name;               // as the guest's metadata spells it: "~lib/array/Array<i32>"
  std::string short_name;         // for records and opaque types: the name without its path
  const Type* element = nullptr;  // of a nullable, list, array, stream; the value of a map
  const Type* key = nullptr;      // of a map
  std::uint32_t length = 0;       // of an array
  bool null_is_empty = false;     // of a nullable: null is but an empty value, as Go's nil slices
  std::uint32_t id = 0;           // the guest's own id of the type, where it has one
  std::vector<Field> fields;      // of a record
  std::vector<std::string> docs;

  bool is_nullable() const { return kind == Kind::kNullable; }
  /// The type under a nullable, or the type itself.
  const Type& required() const { return kind == Kind::kNullable ? *element : *this; }
};

/// Owns types. Addresses stay valid for the table's life. Building is single-threaded, reading is
/// free for all.
class TypeTable {
 public:
  Type& add(Type type) { return types_.emplace_back(std::move(type)); }
  /// The type of that exact metadata name, or null.
  const Type* find(std::string_view name) const {
    for (const Type& type : types_) {
      if (type.name == name) return &type;
    }
    return nullptr;
  }
  const std::deque<Type>& all() const { return types_; }

 private:
  std::deque<Type> types_;
};

struct Parameter {
  std::string name;
  const Type* type;
  std::optional<json::Value> default_value;  // present with null differs from absent
};

struct NamedResult {
  std::string name;  // empty when the language does not name results
  const Type* type;
};

/// What the results are called as the fields of one object, counted from 0: "item1".
inline std::string result_name(const NamedResult& result, std::size_t index) {
  return result.name.empty() ? "item" + std::to_string(index + 1) : result.name;
}

/// A function's signature, as an app exports it or imports it from the host.
struct Signature {
  std::string name;
  std::vector<Parameter> parameters;
  std::vector<NamedResult> results;  // none: void
  std::vector<std::string> docs;

  bool is_stream() const { return results.size() == 1 && results[0].type->kind == Kind::kStream; }
};

}  // namespace modus::types
