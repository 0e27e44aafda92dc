// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <unordered_map>

#include "runtime/guest/assemblyscript/hash.h"
#include "runtime/guest/assemblyscript/lower.h"
#include "runtime/guest/numbers.h"
#include "runtime/guest/utf16.h"

namespace modus::guest::assemblyscript {
namespace {

using types::Value;

// A key as the guest compares it: a string's units, a number's bits. Other objects are equal only
// to themselves, so each is told apart by its place in the list, and its hash is its address's.
struct KeyImage {
  std::string bytes;
  std::optional<std::uint32_t> hash;
};

Result<KeyImage> make_image(const Shape& key, const Value& value, std::size_t place) {
  if (key.form == Form::kNullable && (value.is_null() || value.is_absent())) return KeyImage{"", 0};
  const Shape& required = key.form == Form::kNullable ? *key.element : key;
  if (required.form == Form::kString) {
    if (value.kind() != Value::Kind::kString) return unexpected_kind("a string", value);
    const std::vector<std::byte> units = to_utf16(value.as_string());
    std::string bytes(1, 's');  // unlike null
    bytes.append(reinterpret_cast<const char*>(units.data()), units.size());
    return KeyImage{std::move(bytes), hash_bytes(units)};
  }
  if (required.is_pointer()) return KeyImage{fmt::format("object {}", place), {}};
  MODUS_TRY(bits, to_scalar_bits(*required.type, value));
  return KeyImage{{reinterpret_cast<const char*>(&bits), sizeof bits},
                  hash_number(bits, required.slot_size)};
}

}  // namespace

Result<Lowering::Pointer> Lowering::write_map(const Shape& shape, const Value& value) {
  MODUS_TRY(entries, to_entries(value));
  return write_table(shape, entries);
}

Result<Lowering::Pointer> Lowering::write_set(const Shape& shape, const Value& value) {
  if (value.kind() != Value::Kind::kList) return unexpected_kind("a list", value);
  std::vector<KeyAndValue> entries;
  for (const Value& item : value.as_list()) entries.emplace_back(item, Value());
  return write_table(shape, entries);
}

// The hash table behind maps and sets, as the guest's own would be after adding the entries one by
// one: in order of first appearance, and of equal keys the last value counts.
Result<Lowering::Pointer> Lowering::write_table(const Shape& shape,
                                                std::span<const KeyAndValue> pairs) {
  const auto at_place = [](const Error& error, std::string_view what, std::size_t place) {
    return std::unexpected(within(error, fmt::format("{} {}", what, place)));
  };
  const std::string_view what = shape.form == Form::kMap ? "key" : "item";
  std::vector<std::pair<KeyAndValue, std::optional<std::uint32_t>>> entries;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    auto image = make_image(*shape.key, pairs[i].key, i);
    if (!image) return at_place(image.error(), what, i);
    const auto [place, is_new] = places.emplace(std::move(image->bytes), entries.size());
    if (is_new) {
      entries.emplace_back(pairs[i], image->hash);
    } else {
      entries[place->second].first.value = pairs[i].value;
    }
  }
  const auto count = static_cast<std::uint32_t>(entries.size());
  const std::uint32_t bucket_count = std::max(4u, std::bit_ceil(count));
  const std::uint32_t capacity = bucket_count == 4 ? 4 : bucket_count * 8 / 3;
  MODUS_TRY(table, allocate(shape.object_size, shape.class_id));
  const std::size_t mark = objects_.size();
  MODUS_TRY(bucket_array, allocate(std::uint64_t{bucket_count} * 4, kArrayBufferId));
  MODUS_TRY(entry_array, allocate(std::uint64_t{capacity} * shape.entry_size, kArrayBufferId));

  std::vector<std::uint32_t> buckets(bucket_count);
  std::uint32_t entry = entry_array;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [from, known_hash] = entries[i];
    if (auto written = write_slot(*shape.key, from.key, entry); !written)
      return at_place(written.error(), what, i);
    if (shape.form == Form::kMap) {
      if (auto written = write_slot(*shape.element, from.value, entry + shape.value_offset);
          !written)
        return at_place(written.error(), "value", i);
    }
    std::uint32_t hash = known_hash.value_or(0);
    if (!known_hash) {
      MODUS_TRY(address, heap_.at(entry, 4));
      hash = hash_number(load_le<std::uint32_t>(address.data()), 4);
    }
    std::uint32_t& head = buckets[hash & (bucket_count - 1)];
    MODUS_CHECK(heap_.put(entry + shape.next_offset, head));
    head = std::exchange(entry, entry + shape.entry_size);
  }
  MODUS_CHECK(heap_.put_bytes(bucket_array, std::as_bytes(std::span(buckets))));
  const std::uint32_t header[] = {bucket_array, bucket_count - 1, entry_array, capacity, count,
                                  count};
  MODUS_CHECK(heap_.put_bytes(table, std::as_bytes(std::span(header))));
  MODUS_CHECK(keep_first(mark));
  return table;
}

}  // namespace modus::guest::assemblyscript
