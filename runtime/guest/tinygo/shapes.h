// SPDX-License-Identifier: Apache-2.0
// Go's types as TinyGo lays them out: from the names in the metadata to the neutral types, and to
// shapes (contract section 4.2).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/guest/metadata.h"
#include "runtime/guest/type_name.h"
#include "runtime/sandbox/sandbox.h"
#include "runtime/types/type.h"

namespace modus::guest::tinygo {

inline constexpr std::uint32_t kBytesId = 1;   // []byte
inline constexpr std::uint32_t kStringId = 2;  // string

enum class Form {
  kScalar,
  kString,   // pointer to the bytes, length
  kSlice,    // pointer to the elements, length, capacity
  kPointer,  // to an element
  kMap,
  kArray,
  kStruct,
  kTime,
  kUnknown,  // described without saying what it is made of
};

/// How a value of a type is laid out. Immutable once the table is complete.
struct Shape {
  struct Field {
    std::string name;
    const Shape* shape;
    std::uint32_t offset;
  };

  Form form = Form::kScalar;
  /// The neutral type: of a slice, pointer or map a nullable. `value` is what stands within.
  const types::Type* type = nullptr;
  const types::Type* value = nullptr;
  std::uint32_t size = 0;
  std::uint32_t alignment = 1;
  std::uint32_t id = 0;            // for __new of a pointer, __make of a slice or map; 0: not known
  const Shape* element = nullptr;  // of a slice, pointer, array
  std::uint32_t length = 0;        // of an array
  const Shape* keys = nullptr;     // of a map: the slice of its keys
  const Shape* values = nullptr;   // of a map: the slice of its values
  std::vector<Field> fields;       // of a struct
  std::size_t words = 0;           // the WebAssembly values that it takes as a parameter
};

inline constexpr std::size_t kMaxWords = 1000;  // WebAssembly's limit of parameters

/// One of the WebAssembly values by which a parameter is passed, and its bytes in memory.
struct Word {
  sandbox::ValueType type;
  std::uint32_t offset;
  std::uint32_t size;
  bool is_signed = false;  // a narrow integer that is to be extended by its sign
};

/// Calls `add` for each word of a value of that shape at that offset.
void flatten(const Shape& shape, std::uint32_t offset, const std::function<void(const Word&)>& add);

/// Whether a value holds, at any depth, one of a form that is unknown: its name, or nothing.
std::optional<std::string> find_unknown(const Shape& shape);

/// The types one module uses.
class Shapes {
 public:
  explicit Shapes(const Metadata& metadata) : metadata_(metadata) {}

  /// The shape of a type by its name in the metadata. Fails with kCorrupt when it is unknown.
  /// Sizes are known only after complete().
  Result<const Shape*> resolve(std::string_view name);
  /// A struct of a function's several results, of no type that has a name.
  const Shape* combine(const std::vector<DeclaredResult>& results,
                       const std::vector<const Shape*>& shapes);
  /// Works out sizes when all is resolved. Fails with kCorrupt for types that no value can have.
  Result<void> complete();

  /// Hands over the types; the shapes stay valid only as long as they do.
  types::TypeTable take_types() { return std::move(types_); }
  std::deque<types::Type> take_combined() { return std::move(combined_); }
  std::deque<Shape> take_shapes() { return std::move(shapes_); }

 private:
  Result<const Shape*> find(std::string_view name);
  Result<const Shape*> build(std::string_view name);
  Result<const Shape*> build_parts(std::string_view name, const TypeName& parts);
  Result<const Shape*> build_map(std::string_view name, const TypeName& parts);
  Result<const Shape*> build_named(std::string_view name);
  Result<void> finish_structs();
  types::Type& add_type(std::string_view name, types::Kind kind);
  Shape& add_shape(Form form, const types::Type& type);
  struct Layout {
    std::uint64_t size;
    std::uint32_t alignment;
    std::uint64_t words;
  };
  Result<Layout> measure(const Shape& shape, int depth);
  Result<Layout> measure_struct(const Shape& shape, int depth);
  void place_fields(Shape& shape) const;

  struct Unfinished {
    const DeclaredType* declared;
    types::Type& type;
    Shape& shape;
  };

  const Metadata& metadata_;
  types::TypeTable types_;
  std::deque<types::Type> combined_;
  std::deque<Shape> shapes_;
  std::unordered_map<std::string, const Shape*> known_;
  std::vector<Unfinished> unfinished_;
  std::unordered_map<const Shape*, std::optional<Layout>> layouts_;  // nothing: under way
  int depth_ = 0;
};

}  // namespace modus::guest::tinygo
