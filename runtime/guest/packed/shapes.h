// SPDX-License-Identifier: Apache-2.0
// The types a module uses: from the names in its metadata to the neutral types, and to shapes,
// which say how values are packed.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/guest/metadata.h"
#include "runtime/guest/type_name.h"
#include "runtime/types/type.h"

namespace modus::guest::packed {

/// How values of a type are packed. Immutable once complete; all of `type`'s parts have theirs.
struct Shape {
  const types::Type* type = nullptr;
  const Shape* element = nullptr;
  const Shape* key = nullptr;
  std::vector<const Shape*> fields;
  bool has_fixed_length = false;  // of bytes: type->length of them, and no length before
  std::uint64_t least_size = 0;   // bytes of the smallest value, which are zeros: the zero value
  bool is_fixed_size = false;     // all values are that long
};

/// No value is larger when packed.
inline constexpr std::uint64_t kMaxBlock = 256u << 20;

class Shapes {
 public:
  explicit Shapes(const Metadata& metadata);

  /// The shape of a type by its name in the metadata. Fails with kCorrupt when it is unknown, or a
  /// stream. Not to be used before complete().
  Result<const Shape*> resolve(std::string_view name);
  /// The same for what a function of the app returns: a stream, too.
  Result<const Shape*> resolve_result(std::string_view name);
  /// A record of a function's several results, of no type that has a name.
  const Shape* combine(const std::vector<DeclaredResult>& results,
                       const std::vector<const Shape*>& shapes);
  /// Works out sizes when all is resolved. Fails with kCorrupt for types that no value can have, or
  /// that would let a guest make much of nothing.
  Result<void> complete();

  /// Hands over the types; the shapes stay valid only as long as they do.
  types::TypeTable take_types() { return std::move(types_); }
  std::deque<Shape> take_shapes() { return std::move(shapes_); }
  std::deque<types::Type> take_combined() { return std::move(combined_); }

 private:
  struct Added {
    types::Type& type;
    Shape& shape;
  };
  struct Unfinished {
    const DeclaredType* declared;
    Added added;
  };

  Result<const Shape*> find(std::string_view name);
  Result<const Shape*> build(std::string_view name);
  Result<const Shape*> build_parts(std::string_view name, const TypeName& parts);
  Result<const Shape*> build_named(std::string_view name);
  Result<void> finish_records();
  Added add(std::string_view name, types::Kind kind);
  struct Size {
    std::uint64_t least;
    bool is_fixed;
  };
  Result<Size> measure(const Shape& shape, int depth);
  Result<void> check(const Shape& shape) const;

  const Metadata& metadata_;
  Spelling spelling_;
  types::TypeTable types_;
  std::deque<types::Type> combined_;
  std::deque<Shape> shapes_;
  std::unordered_map<std::string, const Shape*> known_;
  std::vector<Unfinished> unfinished_;  // records whose fields are not resolved yet
  std::unordered_map<const Shape*, std::optional<Size>> sizes_;  // nothing: under way
  int depth_ = 0;
};

}  // namespace modus::guest::packed
