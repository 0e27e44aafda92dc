// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/tinygo/lift.h"

#include <algorithm>

#include "runtime/guest/lift_parts.h"
#include "runtime/guest/sinks.h"
#include "runtime/guest/tinygo/go_time.h"
#include "runtime/types/timestamp.h"

namespace modus::guest::tinygo {
namespace {

using types::Kind;
using types::Projection;

constexpr std::size_t kMaxKeys = 32u << 20;  // bytes of one map's keys

}  // namespace

template <class Sink>
Result<void> Lifting<Sink>::lift(const Shape& shape, std::uint32_t address,
                                 const Projection* projection) {
  const Shown shown = lift_value(shape, address, projection);
  if (shown != Shown::kFailed && sink_.is_full()) return std::unexpected(sink_.too_large());
  return report_.conclude(shown);
}

template <class Sink>
const std::byte* Lifting<Sink>::find(std::uint64_t address, std::uint64_t length) {
  const auto bytes = heap_.at(address, length);
  if (bytes) return bytes->data();
  report_.fail(Error(ErrorCode::kGuestTrap,
                     fmt::format("the result is damaged: {}", bytes.error().message())));
  return nullptr;
}

template <class Sink>
bool Lifting<Sink>::is_within_limits() {
  if (sink_.is_full()) {
    report_.fail(sink_.too_large());
    return false;
  }
  if (path_.size() <= kMaxDepth) return true;
  report_.fail(Error(ErrorCode::kResourceExhausted,
                     fmt::format("the result is nested deeper than {} levels", kMaxDepth)));
  return false;
}

template <class Sink>
Result<typename Lifting<Sink>::Items> Lifting<Sink>::read_items(std::uint64_t header) {
  MODUS_TRY(bytes, heap_.at(header, 8));
  return Items{load_le<std::uint32_t>(bytes.data()), load_le<std::uint32_t>(bytes.data() + 4)};
}

// What leads elsewhere may lead back.
template <class Sink>
Shown Lifting<Sink>::lift_value(const Shape& shape, std::uint64_t address,
                                const Projection* projection) {
  if (!shape.type->is_nullable()) return lift_one(shape, address, projection);
  if (!is_within_limits()) return Shown::kFailed;
  if (std::ranges::count(path_, address) >= kMaxVisits) {
    sink_.null();
    return Shown::kYes;
  }
  path_.push_back(address);
  const Shown shown = lift_one(shape, address, projection);
  path_.pop_back();
  return shown;
}

template <class Sink>
Shown Lifting<Sink>::lift_one(const Shape& shape, std::uint64_t address,
                              const Projection* projection) {
  switch (shape.form) {
    case Form::kScalar: {
      const std::byte* const from = find(address, shape.size);
      if (from == nullptr) return Shown::kFailed;
      std::uint64_t bits = 0;
      std::memcpy(&bits, from, shape.size);
      return lift_scalar(*shape.type, bits, sink_, report_);
    }
    case Form::kString: return lift_string(address);
    case Form::kTime: return lift_time(address);
    case Form::kSlice: return lift_slice(shape, address, projection);
    case Form::kPointer: return lift_pointer(shape, address, projection);
    case Form::kMap: return lift_map(shape, address, projection);
    case Form::kArray: return lift_array(shape, address, projection);
    case Form::kStruct: return lift_struct(shape, address, projection);
    case Form::kUnknown: break;
  }
  return report_.refuse(fmt::format("type '{}' is unknown", shape.type->name));
}

template <class Sink>
Shown Lifting<Sink>::lift_string(std::uint64_t address) {
  const std::byte* const header = find(address, 8);
  if (header == nullptr) return Shown::kFailed;
  const auto length = load_le<std::uint32_t>(header + 4);
  const std::byte* const text = find(load_le<std::uint32_t>(header), length);
  if (text == nullptr) return Shown::kFailed;
  if (!sink_.may_take(length)) return report_.fail(sink_.too_large());
  sink_.utf8({reinterpret_cast<const char*>(text), length});
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_time(std::uint64_t address) {
  const std::byte* const from = find(address, 16);
  if (from == nullptr) return Shown::kFailed;
  const GoTime time{load_le<std::uint64_t>(from), load_le<std::int64_t>(from + 8)};
  if (!sink_.instant(to_instant(time))) {
    return report_.refuse("the result contains a date outside of the years 0 to 9999");
  }
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_bytes(std::uint64_t start, std::uint64_t count) {
  const std::byte* const bytes = find(start, count);
  if (bytes == nullptr) return Shown::kFailed;
  if (!sink_.may_take(count)) return report_.fail(sink_.too_large());
  sink_.bytes({bytes, count});
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_slice(const Shape& shape, std::uint64_t address,
                                const Projection* projection) {
  const std::byte* const header = find(address, shape.size);
  if (header == nullptr) return Shown::kFailed;
  const auto data = load_le<std::uint32_t>(header);
  const auto count = load_le<std::uint32_t>(header + 4);
  if (data == 0) {
    sink_.null();
    return Shown::kYes;
  }
  if (shape.value->kind == Kind::kBytes) return lift_bytes(data, count);
  return lift_or_null(sink_, [&] { return lift_items(*shape.element, data, count, projection); });
}

template <class Sink>
Shown Lifting<Sink>::lift_array(const Shape& shape, std::uint64_t address,
                                const Projection* projection) {
  if (shape.value->kind == Kind::kBytes) return lift_bytes(address, shape.length);
  return lift_items(*shape.element, address, shape.length, projection);
}

template <class Sink>
Shown Lifting<Sink>::lift_items(const Shape& element, std::uint64_t start, std::uint64_t count,
                                const Projection* projection) {
  if (find(start, count * element.size) == nullptr) return Shown::kFailed;
  sink_.begin_list();
  report_.enter();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!is_within_limits()) return report_.leave(Shown::kFailed);
    report_.at(static_cast<std::size_t>(i));
    const Shown shown = lift_value(element, start + i * element.size, projection);
    if (shown != Shown::kYes) return report_.leave(shown);
  }
  sink_.end_list();
  return report_.leave(Shown::kYes);
}

template <class Sink>
Shown Lifting<Sink>::lift_pointer(const Shape& shape, std::uint64_t address,
                                  const Projection* projection) {
  const std::byte* const from = find(address, shape.size);
  if (from == nullptr) return Shown::kFailed;
  const auto pointer = load_le<std::uint32_t>(from);
  if (pointer == 0) {
    sink_.null();
    return Shown::kYes;
  }
  return lift_or_null(sink_, [&] { return lift_value(*shape.element, pointer, projection); });
}

template <class Sink>
Shown Lifting<Sink>::lift_struct(const Shape& shape, std::uint64_t address,
                                 const Projection* projection) {
  const auto lift_field = [&](std::size_t index, const Projection* of_field) {
    const Shape::Field& field = shape.fields.at(index);
    return lift_value(*field.shape, address + field.offset, of_field);
  };
  report_.enter();
  return report_.leave(lift_fields(shape.type->fields, projection, sink_, report_, lift_field));
}

// A key as text, by which entries are sorted.
template <class Sink>
Result<std::string> Lifting<Sink>::sort_key(const Shape& key, std::uint64_t address) {
  if (key.form == Form::kString) {
    MODUS_TRY(text, read_items(address));
    MODUS_TRY(bytes, heap_.at(text.data, text.count));
    if (bytes.size() > kMaxKeys) return std::unexpected(sink_.too_large());
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  json::Writer writer(kMaxKeys);
  JsonSink sink(writer);
  std::vector<ResultIssue> issues;
  Lifting<JsonSink> lifting(heap_, sink, issues);
  lifting.path_ = path_;
  if (lifting.lift_value(key, address, nullptr) == Shown::kFailed) {
    return std::unexpected(lifting.report_.failure());
  }
  return writer.take();
}

// The guest copies a map's entries into two slices. They are kept from its collector by a root,
// which is made first: making it may collect.
template <class Sink>
Result<std::vector<typename Lifting<Sink>::Entry>> Lifting<Sink>::read_entries(const Shape& shape,
                                                                               std::uint32_t map) {
  constexpr std::uint32_t kRoot = 12;  // the map, the keys, the values
  MODUS_TRY(root, heap_.allocate_root(kRoot));
  MODUS_CHECK(heap_.put(root, map));
  MODUS_TRY(slices, heap_.read_map(shape.id, root));
  MODUS_TRY(keys, read_items(slices.keys));
  MODUS_TRY(values, read_items(slices.values));
  MODUS_CHECK(heap_.put(root + std::uint64_t{4}, keys.data));
  MODUS_CHECK(heap_.put(root + std::uint64_t{8}, values.data));
  const std::uint64_t key_size = shape.keys->element->size;
  const std::uint64_t value_size = shape.values->element->size;
  if (keys.count != values.count) {
    return fail(ErrorCode::kGuestTrap, "the result is damaged: a map of {} keys and {} values",
                keys.count, values.count);
  }
  MODUS_CHECK(heap_.at(keys.data, keys.count * key_size));
  MODUS_CHECK(heap_.at(values.data, values.count * value_size));
  std::vector<Entry> entries;
  std::size_t size = 0;
  for (std::uint64_t i = 0; i < keys.count; ++i) {
    const std::uint64_t key = keys.data + i * key_size;
    MODUS_TRY(text, sort_key(*shape.keys->element, key));
    size += text.size() + sizeof entries[0];
    if (size > kMaxKeys) return std::unexpected(sink_.too_large());
    entries.push_back({std::move(text), key, values.data + i * value_size});
  }
  std::ranges::sort(entries, {}, [](const Entry& entry) {
    return std::pair(std::string_view(entry.sort_key), entry.key);
  });
  return entries;
}

// A map that is nil is shown as an empty one, as in the original.
template <class Sink>
Shown Lifting<Sink>::lift_map(const Shape& shape, std::uint64_t address,
                              const Projection* projection) {
  return lift_or_null(sink_, [&] { return lift_entries(shape, address, projection); });
}

template <class Sink>
Shown Lifting<Sink>::lift_entries(const Shape& shape, std::uint64_t address,
                                  const Projection* projection) {
  const std::byte* const from = find(address, shape.size);
  if (from == nullptr) return Shown::kFailed;
  std::vector<Entry> entries;
  if (const auto map = load_le<std::uint32_t>(from); map != 0) {
    auto read = read_entries(shape, map);
    if (!read) return report_.fail(read.error());
    entries = *std::move(read);
  }
  sink_.begin_list();
  report_.enter();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!is_within_limits()) return report_.leave(Shown::kFailed);
    report_.at(i);
    const Shown shown = lift_entry(shape, entries[i], projection);
    if (shown != Shown::kYes) return report_.leave(shown);
  }
  sink_.end_list();
  return report_.leave(Shown::kYes);
}

template <class Sink>
Shown Lifting<Sink>::lift_entry(const Shape& shape, const Entry& entry,
                                const Projection* projection) {
  sink_.begin_record();
  report_.enter();
  for (const Projection::Entry& part :
       (projection != nullptr ? *projection : types::whole_entry()).entries) {
    sink_.response_key(part.key);
    if (part.is_typename) {
      sink_.string(part.type_name);
      continue;
    }
    report_.at(part.key);
    const Shape& half = *(part.field == 0 ? shape.keys : shape.values)->element;
    const Shown shown =
        lift_value(half, part.field == 0 ? entry.key : entry.value, part.projection);
    if (shown != Shown::kYes) return report_.leave(shown);
  }
  sink_.end_record();
  return report_.leave(Shown::kYes);
}

template class Lifting<JsonSink>;
template class Lifting<ValueSink>;

}  // namespace modus::guest::tinygo
