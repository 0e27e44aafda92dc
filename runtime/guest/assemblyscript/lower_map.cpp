// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <unordered_map>

#include "runtime/guest/assemblyscript/hash.h"
#include "runtime/guest/assemblyscript/lower.h"
#include "runtime/guest/assemblyscript/numbers.h"
#include "runtime/guest/utf16.h"

namespace modus::guest::assemblyscript {
namespace {

using types::Value;

struct Entry {
  Value key;
  Value value;
  std::uint32_t hash;
};

// A key as the guest's hash sees it: a string's units or a number's bits.
struct KeyImage {
  std::string bytes;
  std::uint32_t hash;
};

Result<KeyImage> make_image(const Shape& key, const Value& value) {
  if (key.form == Form::kString) {
    if (value.kind() != Value::Kind::kString) {
      return fail(ErrorCode::kInvalidArgument, "a map key is {} instead of a string",
                  describe_kind(value.kind()));
    }
    const std::vector<std::byte> units = to_utf16(value.as_string());
    return KeyImage{{reinterpret_cast<const char*>(units.data()), units.size()}, hash_bytes(units)};
  }
  MODUS_TRY(bits, to_scalar_bits(*key.type, value));
  return KeyImage{{reinterpret_cast<const char*>(&bits), sizeof bits},
                  hash_number(bits, key.slot_size)};
}

// Members of an object, or a list of {key, value}.
Result<std::vector<std::pair<Value, Value>>> list_pairs(const Value& value) {
  std::vector<std::pair<Value, Value>> pairs;
  if (value.kind() == Value::Kind::kObject) {
    for (const types::Member& member : value.as_object()) {
      pairs.emplace_back(Value::string(member.name), member.value);
    }
    return pairs;
  }
  if (value.kind() != Value::Kind::kList) {
    return fail(ErrorCode::kInvalidArgument, "expected a list of keys and values, got {}",
                describe_kind(value.kind()));
  }
  for (const Value& item : value.as_list()) {
    if (item.kind() != Value::Kind::kObject) {
      return fail(ErrorCode::kInvalidArgument, "expected a key and a value, got {}",
                  describe_kind(item.kind()));
    }
    pairs.emplace_back(item.find("key"), item.find("value"));
  }
  return pairs;
}

// In order of first appearance; of equal keys the last value counts.
Result<std::vector<Entry>> list_entries(const Shape& shape, const Value& value) {
  MODUS_TRY(pairs, list_pairs(value));
  std::vector<Entry> entries;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& [key, mapped] : pairs) {
    MODUS_TRY(image, make_image(*shape.key, key));
    const auto [place, is_new] = places.emplace(std::move(image.bytes), entries.size());
    if (is_new) {
      entries.push_back({key, mapped, image.hash});
    } else {
      entries[place->second].value = mapped;
    }
  }
  return entries;
}

}  // namespace

Result<Lowering::Pointer> Lowering::write_map(const Shape& shape, const Value& value) {
  MODUS_TRY(entries, list_entries(shape, value));
  const auto count = static_cast<std::uint32_t>(entries.size());
  std::uint32_t bucket_count = 4;
  std::uint32_t capacity = 4;
  while (bucket_count < count) {
    bucket_count *= 2;
    capacity = bucket_count * 8 / 3;
  }
  MODUS_TRY(map, allocate(shape.object_size, shape.class_id));
  const std::size_t mark = objects_.size();
  MODUS_TRY(bucket_array, allocate(std::uint64_t{bucket_count} * 4, kArrayBufferId));
  MODUS_TRY(entry_array, allocate(std::uint64_t{capacity} * shape.entry_size, kArrayBufferId));

  std::vector<std::uint32_t> buckets(bucket_count);
  std::uint32_t entry = entry_array;
  for (const Entry& from : entries) {
    MODUS_CHECK(write_slot(*shape.key, from.key, entry));
    MODUS_CHECK(write_slot(*shape.element, from.value, entry + shape.value_offset));
    std::uint32_t& head = buckets[from.hash & (bucket_count - 1)];
    MODUS_CHECK(heap_.put(entry + shape.next_offset, head));
    head = std::exchange(entry, entry + shape.entry_size);
  }
  MODUS_CHECK(heap_.put_bytes(bucket_array, std::as_bytes(std::span(buckets))));
  const std::uint32_t header[] = {bucket_array, bucket_count - 1, entry_array, capacity, count,
                                  count};
  MODUS_CHECK(heap_.put_bytes(map, std::as_bytes(std::span(header))));
  MODUS_CHECK(keep_first(mark));
  return map;
}

}  // namespace modus::guest::assemblyscript
