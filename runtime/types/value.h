// SPDX-License-Identifier: Apache-2.0
// A value in transit: arguments from a client to a guest, and host-call arguments and results.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>

namespace modus::types {

struct Member;

/// A borrowed value tree of 16 bytes a node: text and children belong to an arena (usually the
/// request's), which must outlive it. Trivially copyable. Numbers keep the width they arrived in;
/// conventions convert and check ranges.
class Value {
 public:
  enum class Kind : std::uint8_t {
    kAbsent,
    kNull,
    kBoolean,
    kInt,
    kUint,
    kFloat,
    kString,
    kList,
    kObject
  };

  constexpr Value() : kind_(Kind::kAbsent), int_(0) {}
  static constexpr Value null() { return Value(Kind::kNull); }
  static constexpr Value boolean(bool value) {
    Value v(Kind::kBoolean);
    v.boolean_ = value;
    return v;
  }
  static constexpr Value integer(std::int64_t value) {
    Value v(Kind::kInt);
    v.int_ = value;
    return v;
  }
  static constexpr Value unsigned_integer(std::uint64_t value) {
    Value v(Kind::kUint);
    v.uint_ = value;
    return v;
  }
  static constexpr Value number(double value) {
    Value v(Kind::kFloat);
    v.float_ = value;
    return v;
  }
  static constexpr Value string(std::string_view text) {
    return Value(Kind::kString, text.data(), text.size());
  }
  static constexpr Value list(std::span<const Value> items) {
    return Value(Kind::kList, items.data(), items.size());
  }
  static constexpr Value object(std::span<const Member> members);

  constexpr Kind kind() const { return kind_; }
  constexpr bool is_absent() const { return kind_ == Kind::kAbsent; }
  constexpr bool is_null() const { return kind_ == Kind::kNull; }

  // Each demands its own kind.
  constexpr bool as_boolean() const { return boolean_; }
  constexpr std::int64_t as_int() const { return int_; }
  constexpr std::uint64_t as_uint() const { return uint_; }
  constexpr double as_float() const { return float_; }
  std::string_view as_string() const { return {static_cast<const char*>(data_), size_}; }
  std::span<const Value> as_list() const { return {static_cast<const Value*>(data_), size_}; }
  std::span<const Member> as_object() const;

  /// Whether both are one value and not only equal ones: numbers of one kind and bits, text and
  /// children at one place.
  bool is_same(const Value& other) const;

  /// The member of that name; absent when there is none or this is no object.
  Value find(std::string_view name) const;

 private:
  constexpr explicit Value(Kind kind) : kind_(kind), int_(0) {}
  constexpr Value(Kind kind, const void* data, std::size_t size)
      : kind_(kind), size_(static_cast<std::uint32_t>(size)), data_(data) {}

  Kind kind_;
  std::uint32_t size_ = 0;
  union {
    bool boolean_;
    std::int64_t int_;
    std::uint64_t uint_;
    double float_;
    const void* data_;
  };
};

struct Member {
  std::string_view name;
  Value value;
};

constexpr Value Value::object(std::span<const Member> members) {
  return Value(Kind::kObject, members.data(), members.size());
}
inline std::span<const Member> Value::as_object() const {
  return {static_cast<const Member*>(data_), size_};
}
inline Value Value::find(std::string_view name) const {
  if (kind_ != Kind::kObject) return {};
  for (const Member& member : as_object()) {
    if (member.name == name) return member.value;
  }
  return {};
}

/// Where a Value's text and children live. Freed as a whole.
using Arena = std::pmr::monotonic_buffer_resource;

struct ArenaBlock {
  // With the rest of a BlockArena within what malloc keeps at hand for each thread.
  alignas(std::max_align_t) std::array<std::byte, 928> bytes;
};

/// An arena that comes with its first block: what is small costs one allocation, this.
class BlockArena final : private ArenaBlock, public Arena {
 public:
  BlockArena() : Arena(bytes.data(), bytes.size()) {}
};

/// Copies text, or room for `count` elements, into the arena.
std::string_view copy_text(Arena& arena, std::string_view text);
template <class T>
std::span<T> make_span(Arena& arena, std::size_t count) {
  T* data = static_cast<T*>(arena.allocate(count * sizeof(T), alignof(T)));
  std::uninitialized_default_construct_n(data, count);
  return {data, count};
}

}  // namespace modus::types
