// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/lift.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "runtime/guest/assemblyscript/sinks.h"
#include "runtime/guest/timestamp.h"
#include "runtime/guest/utf16.h"

namespace modus::guest::assemblyscript {
namespace {

using types::Kind;
using types::Projection;

std::uint64_t load_bits(Bytes slot) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, slot.data(), slot.size());
  return bits;
}

std::unexpected<Error> too_large() {
  return fail(ErrorCode::kResourceExhausted, "the result is larger than its limit of {} MB",
              kMaxLiftedSize >> 20);
}

// Both halves of a map's entry.
const Projection& whole_entry() {
  static const Projection whole = [] {
    Projection both;
    both.entries.resize(2);
    both.entries[0].key = "key";
    both.entries[1].key = "value";
    both.entries[1].field = 1;
    return both;
  }();
  return whole;
}

}  // namespace

template <class Sink>
Result<void> Lifting<Sink>::lift(const Shape& shape, const sandbox::WasmValue& value,
                                 const Projection* projection) {
  const Shown shown = shape.is_pointer() ? lift_pointer(shape, value.as_i32(), projection)
                                         : lift_scalar(*shape.type, value.bits);
  if (!shown) return std::unexpected(shown.error());
  if (*shown) return {};
  Error error(ErrorCode::kGuestTrap, "the function's result cannot be shown");
  if (!issues_.empty()) {
    error = Error(ErrorCode::kGuestTrap, std::move(issues_.back().message));
    issues_.pop_back();
  }
  return std::unexpected(std::move(error));
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::refuse(std::string message) {
  if (issues_.size() >= kMaxIssues) return false;
  ResultIssue issue{std::move(message), {}};
  for (const auto& place : path_) {
    if (const auto* key = std::get_if<std::string_view>(&place)) {
      issue.path.emplace_back(std::string(*key));
    } else {
      issue.path.emplace_back(std::get<std::size_t>(place));
    }
  }
  issues_.push_back(std::move(issue));
  return false;
}

template <class Sink>
Result<void> Lifting<Sink>::check_limits() const {
  if (sink_.size() > kMaxLiftedSize) {
    return too_large();
  }
  if (slots_.size() > kMaxDepth) {
    return fail(ErrorCode::kResourceExhausted, "the result is nested deeper than {} levels",
                kMaxDepth);
  }
  return {};
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_slot(const Shape& shape, std::uint64_t address,
                                              const Projection* projection) {
  MODUS_TRY(slot, memory_.at(address, shape.slot_size));
  if (!shape.is_pointer()) return lift_scalar(*shape.type, load_bits(slot));
  MODUS_CHECK(check_limits());
  const auto visits = static_cast<std::size_t>(std::ranges::count(slots_, address));
  if (visits >= kMaxVisits) {
    if (shape.form != Form::kNullable) return refuse("the result refers to itself without end");
    sink_.null();
    return true;
  }
  slots_.push_back(address);
  Shown shown = lift_pointer(shape, load_le<std::uint32_t>(slot.data()), projection);
  slots_.pop_back();
  return shown;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_scalar(const types::Type& type, std::uint64_t bits) {
  switch (type.kind) {
    case Kind::kBoolean: sink_.boolean((bits & 0xff) != 0); return true;
    case Kind::kInt8: sink_.integer(static_cast<std::int8_t>(bits)); return true;
    case Kind::kInt16: sink_.integer(static_cast<std::int16_t>(bits)); return true;
    case Kind::kInt32: sink_.integer(static_cast<std::int32_t>(bits)); return true;
    case Kind::kInt64: sink_.integer(static_cast<std::int64_t>(bits)); return true;
    case Kind::kUint8: sink_.unsigned_integer(static_cast<std::uint8_t>(bits)); return true;
    case Kind::kUint16: sink_.unsigned_integer(static_cast<std::uint16_t>(bits)); return true;
    case Kind::kUint32: sink_.unsigned_integer(static_cast<std::uint32_t>(bits)); return true;
    case Kind::kUint64: sink_.unsigned_integer(bits); return true;
    default: break;
  }
  const bool narrow = type.kind == Kind::kFloat32;
  const auto single = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  const double number = narrow ? double{single} : std::bit_cast<double>(bits);
  if (Sink::kFiniteOnly && !std::isfinite(number)) {
    return refuse(
        fmt::format("Function completed successfully, but the result contains {} value "
                    "that cannot be serialized to JSON.",
                    std::isnan(number) ? "a NaN" : "an infinite"));
  }
  if (narrow) {
    sink_.number(single);
  } else {
    sink_.number(number);
  }
  return true;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_pointer(const Shape& shape, std::uint32_t pointer,
                                                 const Projection* projection) {
  if (shape.form != Form::kNullable) {
    if (pointer != 0) return lift_object(shape, pointer, projection);
    return refuse(
        fmt::format("unexpected null pointer for non-nullable type {}", shape.type->name));
  }
  if (pointer == 0) {
    sink_.null();
    return true;
  }
  const auto mark = sink_.mark();
  MODUS_TRY(shown, lift_object(*shape.element, pointer, projection));
  if (!shown) {
    sink_.rewind(mark);
    sink_.null();
  }
  return true;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_object(const Shape& shape, std::uint32_t pointer,
                                                const Projection* projection) {
  switch (shape.form) {
    case Form::kString: return lift_string(pointer);
    case Form::kClass: return lift_class(shape, pointer, projection);
    case Form::kArray:
    case Form::kTypedArray: return lift_array(shape, pointer, projection);
    case Form::kDate: return lift_date(pointer);
    case Form::kMap: return lift_map(shape, pointer, projection);
    default: break;
  }
  MODUS_TRY(bytes, memory_.payload(pointer, kArrayBufferId, "ArrayBuffer"));
  sink_.bytes(bytes);
  return true;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_string(std::uint32_t pointer) {
  MODUS_TRY(units, memory_.payload(pointer, kStringId, "string"));
  if (units.size() > 2 * kMaxLiftedSize) {
    return too_large();
  }
  text_.clear();
  append_utf8(text_, units);
  sink_.string(text_);
  return true;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_class(const Shape& shape, std::uint32_t pointer,
                                               const Projection* projection) {
  MODUS_CHECK(memory_.at(pointer, shape.object_size));
  const auto lift_field = [&](std::string_view key, const Shape::Field& field,
                              const Projection* inner) {
    sink_.key(key);
    return at(
        key, [&] { return lift_slot(*field.shape, pointer + std::uint64_t{field.offset}, inner); });
  };
  sink_.begin_record();
  if (!projection) {
    for (const Shape::Field& field : shape.fields) {
      MODUS_TRY(shown, lift_field(field.name, field, nullptr));
      if (!shown) return false;
    }
  } else {
    for (const Projection::Entry& entry : projection->entries) {
      if (entry.is_typename) {
        sink_.key(entry.key);
        sink_.string(entry.type_name);
        continue;
      }
      MODUS_TRY(shown, lift_field(entry.key, shape.fields.at(entry.field), entry.projection));
      if (!shown) return false;
    }
  }
  sink_.end_record();
  return true;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_array(const Shape& shape, std::uint32_t pointer,
                                               const Projection* projection) {
  MODUS_TRY(header, memory_.at(pointer, shape.object_size));
  const std::uint64_t start = load_le<std::uint32_t>(header.data() + 4);
  const std::uint32_t stride = shape.element->slot_size;
  const std::uint64_t count = shape.form == Form::kArray
                                  ? load_le<std::uint32_t>(header.data() + 12)
                                  : load_le<std::uint32_t>(header.data() + 8) / stride;
  MODUS_TRY(elements, memory_.at(start, count * stride));
  if (shape.type->kind == Kind::kBytes) {
    MODUS_CHECK(check_limits());
    sink_.bytes(elements);
    return true;
  }
  sink_.begin_list();
  for (std::uint64_t i = 0; i < count; ++i) {
    MODUS_CHECK(check_limits());
    MODUS_TRY(shown, at(static_cast<std::size_t>(i),
                        [&] { return lift_slot(*shape.element, start + i * stride, projection); }));
    if (!shown) return false;
  }
  sink_.end_list();
  return true;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_date(std::uint32_t pointer) {
  constexpr std::uint32_t kEpochMilliseconds = 16;
  MODUS_TRY(milliseconds, memory_.get<std::int64_t>(std::uint64_t{pointer} + kEpochMilliseconds));
  const auto text = format_timestamp(milliseconds);
  if (!text) return refuse("the result contains a date outside of the years 0 to 9999");
  sink_.string(*text);
  return true;
}

// A key as text, by which entries are sorted.
template <class Sink>
Result<std::string> Lifting<Sink>::key_text(const Shape& key, std::uint64_t address) const {
  MODUS_TRY(slot, memory_.at(address, key.slot_size));
  std::string text;
  if (key.form == Form::kString) {
    MODUS_TRY(units, memory_.payload(load_le<std::uint32_t>(slot.data()), kStringId, "string"));
    append_utf8(text, units);
    return text;
  }
  json::Writer writer;
  JsonSink sink(writer);
  std::vector<ResultIssue> issues;
  Lifting<JsonSink> lifting(memory_, sink, issues);
  MODUS_CHECK(lifting.lift_slot(key, address, nullptr));
  return writer.take();
}

// The live entries, sorted by key.
template <class Sink>
Result<std::vector<std::uint64_t>> Lifting<Sink>::list_entries(const Shape& shape,
                                                               std::uint32_t pointer) {
  MODUS_TRY(header, memory_.at(pointer, shape.object_size));
  const std::uint64_t start = load_le<std::uint32_t>(header.data() + 8);
  const std::uint64_t used = load_le<std::uint32_t>(header.data() + 16);
  MODUS_CHECK(memory_.at(start, used * shape.entry_size));
  std::vector<std::pair<std::string, std::uint64_t>> sorted;
  std::size_t size = 0;
  for (std::uint64_t i = 0; i < used; ++i) {
    const std::uint64_t entry = start + i * shape.entry_size;
    MODUS_TRY(next, memory_.get<std::uint32_t>(entry + shape.next_offset));
    if (next & 1) continue;  // deleted
    MODUS_TRY(text, key_text(*shape.key, entry));
    size += text.size() + sizeof sorted[0];
    if (size > kMaxLiftedSize) return too_large();
    sorted.emplace_back(std::move(text), entry);
  }
  std::ranges::sort(sorted);
  std::vector<std::uint64_t> entries;
  for (const auto& [text, entry] : sorted) entries.push_back(entry);
  return entries;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_map(const Shape& shape, std::uint32_t pointer,
                                             const Projection* projection) {
  MODUS_TRY(entries, list_entries(shape, pointer));
  sink_.begin_list();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    MODUS_CHECK(check_limits());
    MODUS_TRY(shown, at(i, [&] { return lift_entry(shape, entries[i], projection); }));
    if (!shown) return false;
  }
  sink_.end_list();
  return true;
}

template <class Sink>
Lifting<Sink>::Shown Lifting<Sink>::lift_entry(const Shape& shape, std::uint64_t entry,
                                               const Projection* projection) {
  const auto lift_half = [&](std::string_view key, bool is_key, const Projection* inner) {
    sink_.key(key);
    return at(key, [&] {
      return is_key ? lift_slot(*shape.key, entry, inner)
                    : lift_slot(*shape.element, entry + shape.value_offset, inner);
    });
  };
  sink_.begin_record();
  for (const Projection::Entry& part : (projection ? *projection : whole_entry()).entries) {
    if (part.is_typename) {
      sink_.key(part.key);
      sink_.string(part.type_name);
      continue;
    }
    MODUS_TRY(shown, lift_half(part.key, part.field == 0, part.projection));
    if (!shown) return false;
  }
  sink_.end_record();
  return true;
}

template class Lifting<JsonSink>;
template class Lifting<ValueSink>;

}  // namespace modus::guest::assemblyscript
