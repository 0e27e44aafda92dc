// SPDX-License-Identifier: Apache-2.0
// AssemblyScript's types: from the names in the metadata to the neutral types, and to shapes, which
// say how a value lies in memory (contract section 4.1).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/guest/metadata.h"
#include "runtime/types/type.h"

namespace modus::guest::assemblyscript {

inline constexpr std::uint32_t kArrayBufferId = 1;
inline constexpr std::uint32_t kStringId = 2;

enum class Form {
  kScalar,  // of type->kind, in the slot itself; all others are pointers
  kNullable,
  kString,
  kArray,
  kStaticArray,
  kClass,
  kArrayBuffer,
  kTypedArray,
  kDate,
  kMap,
  kSet,
  kBox,     // a scalar in an object, so that it may be null; its type is the scalar's
  kJson,    // an object that holds JSON as a string
  kStream,  // only as a function's result
};

/// How a value of a type is laid out. Immutable once the table is complete.
struct Shape {
  struct Field {
    std::string name;
    const Shape* shape;
    std::uint32_t offset;
  };

  Form form = Form::kScalar;
  const types::Type* type = nullptr;
  std::uint32_t slot_size = 4;     // as a field or element
  std::uint32_t object_size = 0;   // of what a pointer leads to, where that is fixed
  std::uint32_t class_id = 0;      // for __new
  const Shape* element = nullptr;  // of a nullable, array, set, box, stream; the value of a map
  const Shape* key = nullptr;      // of a map or set
  std::uint32_t value_offset = 0;  // of a map's entry
  std::uint32_t next_offset = 0;   // of a map's or set's entry
  std::uint32_t entry_size = 0;    // of a map's or set's entry
  std::vector<Field> fields;       // of a class

  bool is_pointer() const { return form != Form::kScalar; }
};

/// A type as an author writes it: "Stream<string>", for messages.
std::string as_written(const types::Type& type);

/// The types one module uses.
class Shapes {
 public:
  explicit Shapes(const Metadata& metadata) : metadata_(metadata) {}

  /// The shape of a type as the metadata names it, such as "~lib/array/Array<i32> | null". Fails
  /// with kCorrupt when the type is unknown or not supported, as a stream is here.
  Result<const Shape*> resolve(std::string_view name);
  /// The same for what a function of the app returns: a stream, too.
  Result<const Shape*> resolve_result(std::string_view name);

  /// Hands over the types; the shapes stay valid only as long as they do.
  types::TypeTable take_types() { return std::move(types_); }
  std::deque<Shape> take_shapes() { return std::move(shapes_); }

 private:
  Result<const Shape*> build(std::string_view name);
  Result<const Shape*> build_array(std::string_view name, std::string_view element, Form form);
  Result<const Shape*> build_set(std::string_view name, std::string_view element);
  Result<const Shape*> build_box(std::string_view name, std::string_view content);
  Result<const Shape*> build_json(std::string_view name);
  Result<const Shape*> resolve_key(std::string_view name);
  Result<const Shape*> build_map(std::string_view name, std::string_view arguments);
  Result<const Shape*> build_class(const DeclaredType& declared);
  Result<const Shape*> build_stream(std::string_view name);
  Result<std::uint32_t> class_id(std::string_view name) const;
  struct Added {
    types::Type& type;
    Shape& shape;
  };
  Added add(std::string_view name, Form form, types::Kind kind);
  Result<const Shape*> build_nullable(std::string_view name, std::string_view required);
  Result<const Shape*> build_typed_array(std::string_view name, std::string_view element);

  const Metadata& metadata_;
  types::TypeTable types_;
  std::deque<Shape> shapes_;
  std::unordered_map<std::string, const Shape*> known_;  // by name without spaces
  int depth_ = 0;
};

}  // namespace modus::guest::assemblyscript
