// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/lift.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <ranges>

#include "runtime/guest/lift_parts.h"
#include "runtime/guest/sinks.h"
#include "runtime/guest/utf16.h"
#include "runtime/types/timestamp.h"

namespace modus::guest::assemblyscript {
namespace {

using types::Kind;
using types::Projection;

std::uint64_t load_bits(const std::byte* slot, std::uint32_t size) {
  switch (size) {
    case 1: return load_le<std::uint8_t>(slot);
    case 2: return load_le<std::uint16_t>(slot);
    case 4: return load_le<std::uint32_t>(slot);
    default: return load_le<std::uint64_t>(slot);
  }
}

constexpr std::size_t kMaxKeys = 32u << 20;  // bytes of one map's keys

}  // namespace

template <class Sink>
Result<void> Lifting<Sink>::lift(const Shape& shape, const sandbox::WasmValue& value,
                                 const Projection* projection) {
  return conclude(shape.is_pointer() ? lift_pointer(shape, value.as_i32(), projection)
                                     : lift_scalar(*shape.type, value.bits, sink_, report_));
}

template <class Sink>
Result<void> Lifting<Sink>::lift_at(const Shape& shape, std::uint64_t address,
                                    const Projection* projection) {
  return conclude(lift_slot(shape, address, projection));
}

template <class Sink>
Result<void> Lifting<Sink>::conclude(Shown shown) {
  if (shown != Shown::kFailed && sink_.is_full()) return std::unexpected(sink_.too_large());
  return report_.conclude(shown);
}

template <class Sink>
Error Lifting<Sink>::too_deep() {
  return Error(ErrorCode::kResourceExhausted,
               fmt::format("the result is nested deeper than {} levels", kMaxDepth));
}

template <class Sink>
Shown Lifting<Sink>::lift_slot(const Shape& shape, std::uint64_t address,
                               const Projection* projection) {
  const std::byte* const slot = find(address, shape.slot_size);
  if (slot == nullptr) return Shown::kFailed;
  if (!shape.is_pointer())
    return lift_scalar(*shape.type, load_bits(slot, shape.slot_size), sink_, report_);
  if (!is_within_limits()) return Shown::kFailed;
  if (shape.form == Form::kString) {
    return lift_pointer(shape, load_le<std::uint32_t>(slot), projection);
  }
  const auto visits = static_cast<std::size_t>(std::ranges::count(slots_, address));
  if (visits >= kMaxVisits) {
    if (shape.form != Form::kNullable)
      return report_.refuse("the result refers to itself without end");
    sink_.null();
    return Shown::kYes;
  }
  slots_.push_back(address);
  const Shown shown = lift_pointer(shape, load_le<std::uint32_t>(slot), projection);
  slots_.pop_back();
  return shown;
}

template <class Sink>
Shown Lifting<Sink>::lift_pointer(const Shape& shape, std::uint32_t pointer,
                                  const Projection* projection) {
  if (shape.form != Form::kNullable) {
    if (pointer != 0) return lift_object(shape, pointer, projection);
    return report_.refuse(
        fmt::format("unexpected null pointer for non-nullable type {}", shape.type->name));
  }
  if (pointer == 0) {
    sink_.null();
    return Shown::kYes;
  }
  return lift_or_null(sink_, [&] { return lift_object(*shape.element, pointer, projection); });
}

template <class Sink>
Shown Lifting<Sink>::lift_object(const Shape& shape, std::uint32_t pointer,
                                 const Projection* projection) {
  switch (shape.form) {
    case Form::kString: return lift_string(pointer);
    case Form::kClass: return lift_class(shape, pointer, projection);
    case Form::kArray:
    case Form::kTypedArray: return lift_array(shape, pointer, projection);
    case Form::kStaticArray: return lift_static_array(shape, pointer, projection);
    case Form::kDate: return lift_date(pointer);
    case Form::kMap: return lift_map(shape, pointer, projection);
    case Form::kSet: return lift_set(shape, pointer, projection);
    case Form::kBox: return lift_box(shape, pointer);
    case Form::kJson: return lift_json(shape, pointer);
    default: break;
  }
  return lift_bytes(memory_.payload(pointer, kArrayBufferId, "ArrayBuffer"));
}

template <class Sink>
Shown Lifting<Sink>::lift_bytes(const Result<Bytes>& bytes) {
  if (!bytes) return report_.fail(bytes.error());
  if (!sink_.may_take(bytes->size())) return report_.fail(sink_.too_large());
  sink_.bytes(*bytes);
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_string(std::uint32_t pointer) {
  const auto units = memory_.payload(pointer, kStringId, "string");
  if (!units) return report_.fail(units.error());
  if (!sink_.may_take(units->size() / 2)) return report_.fail(sink_.too_large());
  sink_.utf16(*units);
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_box(const Shape& shape, std::uint32_t pointer) {
  const std::byte* const slot = find(pointer, shape.object_size);
  if (slot == nullptr) return Shown::kFailed;
  return lift_scalar(*shape.type, load_bits(slot, shape.object_size), sink_, report_);
}

template <class Sink>
Shown Lifting<Sink>::lift_json(const Shape& shape, std::uint32_t pointer) {
  const std::byte* const slot = find(pointer, shape.object_size);
  if (slot == nullptr) return Shown::kFailed;
  const auto units = memory_.payload(load_le<std::uint32_t>(slot), kStringId, "string");
  if (!units) return report_.fail(units.error());
  if (!sink_.may_take(units->size() / 2)) return report_.fail(sink_.too_large());
  std::string text;
  append_utf8(text, *units);
  if (!json::is_valid(text))
    return report_.refuse(
        "a JSON.Raw holds text that is no JSON, or nests more than 256 levels deep");
  sink_.json(text);
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_class(const Shape& shape, std::uint32_t pointer,
                                const Projection* projection) {
  if (find(pointer, shape.object_size) == nullptr) return Shown::kFailed;
  const auto lift_field = [&](std::size_t index, const Projection* of_field) {
    const Shape::Field& field = shape.fields.at(index);
    return lift_slot(*field.shape, pointer + std::uint64_t{field.offset}, of_field);
  };
  report_.enter();
  return report_.leave(lift_fields(shape.type->fields, projection, sink_, report_, lift_field));
}

template <class Sink>
Shown Lifting<Sink>::lift_array(const Shape& shape, std::uint32_t pointer,
                                const Projection* projection) {
  const std::byte* const header = find(pointer, shape.object_size);
  if (header == nullptr) return Shown::kFailed;
  const std::uint64_t start = load_le<std::uint32_t>(header + 4);
  const std::uint32_t stride = shape.element->slot_size;
  const std::uint64_t count = shape.form == Form::kArray
                                  ? load_le<std::uint32_t>(header + 12)
                                  : load_le<std::uint32_t>(header + 8) / stride;
  if (shape.type->kind == Kind::kBytes) return lift_bytes(memory_.at(start, count * stride));
  return lift_items(*shape.element, start, count, projection);
}

template <class Sink>
Shown Lifting<Sink>::lift_static_array(const Shape& shape, std::uint32_t pointer,
                                       const Projection* projection) {
  const auto items = memory_.payload(pointer, shape.class_id, "StaticArray");
  if (!items || shape.type->kind == Kind::kBytes) return lift_bytes(items);
  return lift_items(*shape.element, pointer, items->size() / shape.element->slot_size, projection);
}

template <class Sink>
Shown Lifting<Sink>::lift_items(const Shape& element, std::uint64_t start, std::uint64_t count,
                                const Projection* projection) {
  const std::uint32_t stride = element.slot_size;
  if (find(start, count * stride) == nullptr) return Shown::kFailed;
  sink_.begin_list();
  report_.enter();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!is_within_limits()) return report_.leave(Shown::kFailed);
    report_.at(static_cast<std::size_t>(i));
    const Shown shown = lift_slot(element, start + i * stride, projection);
    if (shown != Shown::kYes) return report_.leave(shown);
  }
  sink_.end_list();
  return report_.leave(Shown::kYes);
}

template <class Sink>
Shown Lifting<Sink>::lift_date(std::uint32_t pointer) {
  constexpr std::uint32_t kEpochMilliseconds = 16;
  const std::byte* const at = find(std::uint64_t{pointer} + kEpochMilliseconds, 8);
  if (at == nullptr) return Shown::kFailed;
  if (!sink_.instant(types::Instant::from_milliseconds(load_le<std::int64_t>(at)))) {
    return report_.refuse("the result contains a date outside of the years 0 to 9999");
  }
  return Shown::kYes;
}

// A key as text, by which entries are sorted.
template <class Sink>
Result<std::string> Lifting<Sink>::key_text(const Shape& key, std::uint64_t address) const {
  MODUS_TRY(slot, memory_.at(address, key.slot_size));
  std::string text;
  if (key.form == Form::kString) {
    MODUS_TRY(units, memory_.payload(load_le<std::uint32_t>(slot.data()), kStringId, "string"));
    if (units.size() > kMaxKeys) return std::unexpected(sink_.too_large());
    append_utf8(text, units);
    return text;
  }
  json::Writer writer;
  JsonSink sink(writer);
  std::vector<ResultIssue> issues;
  Lifting<JsonSink> lifting(memory_, sink, issues);
  if (lifting.lift_slot(key, address, nullptr) == Shown::kFailed) {
    return std::unexpected(lifting.report_.failure());
  }
  return writer.take();
}

// The live entries of a map or set, in the order in which they were added.
template <class Sink>
Result<std::vector<std::uint64_t>> Lifting<Sink>::list_entries(const Shape& shape,
                                                               std::uint32_t pointer) const {
  MODUS_TRY(header, memory_.at(pointer, shape.object_size));
  const std::uint64_t start = load_le<std::uint32_t>(header.data() + 8);
  const std::uint64_t used = load_le<std::uint32_t>(header.data() + 16);
  MODUS_CHECK(memory_.at(start, used * shape.entry_size));
  std::vector<std::uint64_t> entries;
  for (std::uint64_t i = 0; i < used; ++i) {
    const std::uint64_t entry = start + i * shape.entry_size;
    MODUS_TRY(next, memory_.get<std::uint32_t>(entry + shape.next_offset));
    const bool is_deleted = (next & 1) != 0;
    if (!is_deleted) entries.push_back(entry);
  }
  return entries;
}

template <class Sink>
Result<std::vector<std::uint64_t>> Lifting<Sink>::sort_by_key(
    const Shape& key, std::vector<std::uint64_t> entries) const {
  std::vector<std::pair<std::string, std::uint64_t>> sorted;
  std::size_t size = 0;
  for (const std::uint64_t entry : entries) {
    MODUS_TRY(text, key_text(key, entry));
    size += text.size() + sizeof sorted[0];
    if (size > kMaxKeys) return std::unexpected(sink_.too_large());
    sorted.emplace_back(std::move(text), entry);
  }
  std::ranges::sort(sorted);
  std::ranges::copy(sorted | std::views::values, entries.begin());
  return entries;
}

template <class Sink>
Shown Lifting<Sink>::lift_map(const Shape& shape, std::uint32_t pointer,
                              const Projection* projection) {
  auto entries = list_entries(shape, pointer);
  if (entries) entries = sort_by_key(*shape.key, *std::move(entries));
  if (!entries) return report_.fail(entries.error());
  return lift_list(*entries,
                   [&](std::uint64_t entry) { return lift_entry(shape, entry, projection); });
}

template <class Sink>
Shown Lifting<Sink>::lift_set(const Shape& shape, std::uint32_t pointer,
                              const Projection* projection) {
  const auto entries = list_entries(shape, pointer);
  if (!entries) return report_.fail(entries.error());
  return lift_list(
      *entries, [&](std::uint64_t entry) { return lift_slot(*shape.element, entry, projection); });
}

template <class Sink>
Shown Lifting<Sink>::lift_list(std::span<const std::uint64_t> addresses, auto&& lift_one) {
  sink_.begin_list();
  report_.enter();
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (!is_within_limits()) return report_.leave(Shown::kFailed);
    report_.at(i);
    const Shown shown = lift_one(addresses[i]);
    if (shown != Shown::kYes) return report_.leave(shown);
  }
  sink_.end_list();
  return report_.leave(Shown::kYes);
}

template <class Sink>
Shown Lifting<Sink>::lift_entry(const Shape& shape, std::uint64_t entry,
                                const Projection* projection) {
  sink_.begin_record();
  report_.enter();
  for (const Projection::Entry& part : (projection ? *projection : types::whole_entry()).entries) {
    sink_.response_key(part.key);
    if (part.is_typename) {
      sink_.string(part.type_name);
      continue;
    }
    report_.at(part.key);
    const Shape& half = part.field == 0 ? *shape.key : *shape.element;
    const std::uint64_t address = part.field == 0 ? entry : entry + shape.value_offset;
    const Shown shown = lift_slot(half, address, part.projection);
    if (shown != Shown::kYes) return report_.leave(shown);
  }
  sink_.end_record();
  return report_.leave(Shown::kYes);
}

template class Lifting<JsonSink>;
template class Lifting<ValueSink>;

}  // namespace modus::guest::assemblyscript
