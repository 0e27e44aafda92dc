// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/packed/lift.h"

#include <algorithm>

#include <boost/container/small_vector.hpp>

#include "runtime/guest/lift_parts.h"
#include "runtime/guest/sinks.h"
#include "runtime/json/json.h"
#include "runtime/types/timestamp.h"

namespace modus::guest::packed {
namespace {

using types::Kind;
using types::Projection;

constexpr std::size_t kMaxKeys = 32u << 20;  // bytes of one map's keys
constexpr std::string_view kTooShort = "it ends within a value";

}  // namespace

template <class Sink>
Result<void> Lifting<Sink>::lift(const Shape& shape, const Projection* projection) {
  const Shown shown = lift_value(shape, projection);
  if (shown != Shown::kFailed && sink_.is_full()) return std::unexpected(sink_.too_large());
  return report_.conclude(shown);
}

template <class Sink>
Result<void> Lifting<Sink>::end() const {
  if (reader_.left() == 0) return {};
  return fail(ErrorCode::kGuestTrap, "the value is damaged: {} bytes follow it", reader_.left());
}

template <class Sink>
bool Lifting<Sink>::damaged(std::string_view what) {
  const std::string place = report_.place();
  report_.fail(Error(ErrorCode::kGuestTrap, fmt::format("the value is damaged{}{}: {}",
                                                        place.empty() ? "" : " at ", place, what)));
  return false;
}

template <class Sink>
bool Lifting<Sink>::is_within_limits() {
  if (!sink_.is_full()) return true;
  report_.fail(sink_.too_large());
  return false;
}

template <class Sink>
bool Lifting<Sink>::enter_level() {
  if (depth_ >= kMaxDepth) {
    report_.fail(Error(ErrorCode::kResourceExhausted,
                       fmt::format("the result is nested deeper than {} levels", kMaxDepth)));
    return false;
  }
  ++depth_;
  return true;
}

template <class Sink>
bool Lifting<Sink>::read_text(std::string_view& text) {
  std::uint32_t length = 0;
  const std::byte* from = nullptr;
  if (!reader_.read(length) || (from = reader_.take(length)) == nullptr) return damaged(kTooShort);
  text = {reinterpret_cast<const char*>(from), length};
  if (sink_.may_take(length)) return true;
  report_.fail(sink_.too_large());
  return false;
}

template <class Sink>
bool Lifting<Sink>::read_flag(std::uint8_t& flag) {
  if (!reader_.read(flag)) return damaged(kTooShort);
  if (flag <= 1) return true;
  return damaged(fmt::format("{} where 0 or 1 must stand", flag));
}

template <class Sink>
bool Lifting<Sink>::read_count(const Shape& shape, std::uint64_t& count) {
  if (shape.type->kind == Kind::kArray) {
    count = shape.type->length;
  } else {
    std::uint32_t written = 0;
    if (!reader_.read(written)) return damaged(kTooShort);
    count = written;
  }
  const std::uint64_t key_size = shape.key != nullptr ? shape.key->least_size : 0;
  if (count * (key_size + shape.element->least_size) <= reader_.left()) return true;
  return damaged(fmt::format("{} items in {} bytes", count, reader_.left()));
}

template <class Sink>
Shown Lifting<Sink>::lift_value(const Shape& shape, const Projection* projection) {
  switch (shape.type->kind) {
    case Kind::kNullable: return lift_nullable(shape, projection);
    case Kind::kString: return lift_string();
    case Kind::kBytes: return lift_bytes(shape);
    case Kind::kTimestamp: return lift_timestamp();
    case Kind::kOpaque: return lift_json();
    case Kind::kList:
    case Kind::kArray:
    case Kind::kMap:
    case Kind::kRecord: return lift_composite(shape, projection);
    default: return lift_number(shape);
  }
}

template <class Sink>
Shown Lifting<Sink>::lift_number(const Shape& shape) {
  if (shape.type->kind == Kind::kBoolean) {
    std::uint8_t flag = 0;
    if (!read_flag(flag)) return Shown::kFailed;
    sink_.boolean(flag != 0);
    return Shown::kYes;
  }
  const std::byte* const from = reader_.take(shape.least_size);
  if (from == nullptr) {
    damaged(kTooShort);
    return Shown::kFailed;
  }
  std::uint64_t bits = 0;
  std::memcpy(&bits, from, shape.least_size);
  return lift_scalar(*shape.type, bits, sink_, report_);
}

template <class Sink>
Shown Lifting<Sink>::lift_string() {
  std::string_view text;
  if (!read_text(text)) return Shown::kFailed;
  sink_.utf8(text);
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_bytes(const Shape& shape) {
  std::string_view bytes;
  if (shape.has_fixed_length) {
    const std::byte* const from = reader_.take(shape.type->length);
    if (from == nullptr) damaged(kTooShort);
    if (from == nullptr) return Shown::kFailed;
    bytes = {reinterpret_cast<const char*>(from), shape.type->length};
  } else if (!read_text(bytes)) {
    return Shown::kFailed;
  }
  sink_.bytes(std::as_bytes(std::span(bytes)));
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_timestamp() {
  types::Instant instant;
  const bool is_whole = reader_.read(instant.seconds) && reader_.read(instant.nanoseconds) &&
                        reader_.read(instant.offset_seconds);
  if (!is_whole || instant.nanoseconds >= 1'000'000'000) {
    damaged(is_whole ? "an instant has more nanoseconds than a second" : kTooShort);
    return Shown::kFailed;
  }
  if (!sink_.instant(instant)) {
    return report_.refuse("the result contains a date outside of the years 0 to 9999");
  }
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_json() {
  std::string_view text;
  if (!read_text(text)) return Shown::kFailed;
  if (!json::is_valid(text)) {
    damaged("what should be JSON is none, or nests more than 256 levels deep");
    return Shown::kFailed;
  }
  sink_.json(text);
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_nullable(const Shape& shape, const Projection* projection) {
  std::uint8_t has_value = 0;
  if (!read_flag(has_value)) return Shown::kFailed;
  if (has_value == 0) {
    sink_.null();
    return Shown::kYes;
  }
  const std::byte* const start = reader_.place();
  const auto mark = sink_.mark();
  const Shown shown = lift_value(*shape.element, projection);
  if (shown != Shown::kNo) return shown;
  sink_.rewind(mark);
  sink_.null();
  reader_.go_to(start);
  return skip(*shape.element) ? Shown::kYes : Shown::kFailed;
}

template <class Sink>
Shown Lifting<Sink>::lift_composite(const Shape& shape, const Projection* projection) {
  if (!enter_level()) return Shown::kFailed;
  report_.enter();
  const Shown shown = shape.type->kind == Kind::kRecord ? lift_record(shape, projection)
                      : shape.type->kind == Kind::kMap  ? lift_map(shape, projection)
                                                        : lift_items(shape, projection);
  --depth_;
  return report_.leave(shown);
}

template <class Sink>
Shown Lifting<Sink>::lift_items(const Shape& shape, const Projection* projection) {
  std::uint64_t count = 0;
  if (!read_count(shape, count)) return Shown::kFailed;
  sink_.begin_list();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!is_within_limits()) return Shown::kFailed;
    report_.at(static_cast<std::size_t>(i));
    const Shown shown = lift_value(*shape.element, projection);
    if (shown != Shown::kYes) return shown;
  }
  sink_.end_list();
  return Shown::kYes;
}

// Fields can be found only by passing over those before them. `starts` are the known places; the
// last of them is that of the first field which was not passed yet, or the record's end.
template <class Sink>
Shown Lifting<Sink>::lift_record(const Shape& shape, const Projection* projection) {
  boost::container::small_vector<const std::byte*, 16> starts{reader_.place()};
  const auto go_to = [&](std::size_t field) {
    reader_.go_to(starts[std::min(field, starts.size() - 1)]);
    while (starts.size() <= field) {
      if (!skip(*shape.fields[starts.size() - 1])) return false;
      starts.push_back(reader_.place());
    }
    return true;
  };
  const auto lift_field = [&](std::size_t field, const Projection* of_field) {
    if (!is_within_limits() || !go_to(field)) return Shown::kFailed;
    const Shown shown = lift_value(*shape.fields[field], of_field);
    if (shown == Shown::kYes && starts.size() == field + 1) starts.push_back(reader_.place());
    return shown;
  };
  const Shown shown = lift_fields(shape.type->fields, projection, sink_, report_, lift_field);
  if (shown != Shown::kYes) return shown;
  return go_to(shape.fields.size()) ? Shown::kYes : Shown::kFailed;
}

// A key as text, by which entries are sorted.
template <class Sink>
bool Lifting<Sink>::read_sort_key(const Shape& key, std::string& text) {
  if (key.type->kind == Kind::kString) {
    std::string_view view;
    if (!read_text(view)) return false;
    text = view;
    return true;
  }
  json::Writer writer(kMaxKeys);
  JsonSink sink(writer);
  std::vector<ResultIssue> issues;
  Lifting<JsonSink> lifting(reader_.rest(), sink, issues);
  lifting.depth_ = depth_;
  if (lifting.lift_value(key, nullptr) == Shown::kFailed) {
    report_.fail(lifting.report_.failure());
    return false;
  }
  text = writer.take();
  return skip(key);
}

template <class Sink>
bool Lifting<Sink>::read_entries(const Shape& shape, std::vector<Entry>& entries) {
  std::uint64_t count = 0;
  if (!read_count(shape, count)) return false;
  std::size_t size = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    report_.at(static_cast<std::size_t>(i));
    Entry& entry = entries.emplace_back();
    entry.key = reader_.place();
    if (!read_sort_key(*shape.key, entry.sort_key)) return false;
    entry.value = reader_.place();
    if (!skip(*shape.element)) return false;
    size += entry.sort_key.size() + sizeof entry;
    if (size > kMaxKeys) {
      report_.fail(sink_.too_large());
      return false;
    }
  }
  return true;
}

template <class Sink>
Shown Lifting<Sink>::lift_map(const Shape& shape, const Projection* projection) {
  std::vector<Entry> entries;
  if (!read_entries(shape, entries)) return Shown::kFailed;
  const std::byte* const end = reader_.place();
  std::ranges::sort(entries, {}, [](const Entry& entry) {
    return std::pair(std::string_view(entry.sort_key), entry.key);
  });
  sink_.begin_list();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!is_within_limits()) return Shown::kFailed;
    report_.at(i);
    report_.enter();
    const Shown shown = report_.leave(lift_entry(shape, entries[i], projection));
    if (shown != Shown::kYes) return shown;
  }
  sink_.end_list();
  reader_.go_to(end);
  return Shown::kYes;
}

template <class Sink>
Shown Lifting<Sink>::lift_entry(const Shape& shape, const Entry& entry,
                                const Projection* projection) {
  const auto lift_half = [&](std::size_t half, const Projection* of_half) {
    reader_.go_to(half == 0 ? entry.key : entry.value);
    return lift_value(half == 0 ? *shape.key : *shape.element, of_half);
  };
  const Projection& parts = projection != nullptr ? *projection : types::whole_entry();
  return lift_fields({}, &parts, sink_, report_, lift_half);
}

template <class Sink>
bool Lifting<Sink>::skip(const Shape& shape) {
  if (shape.is_fixed_size) {
    return reader_.take(shape.least_size) != nullptr || damaged(kTooShort);
  }
  switch (shape.type->kind) {
    case Kind::kNullable: {
      std::uint8_t has_value = 0;
      if (!read_flag(has_value)) return false;
      return has_value == 0 || skip(*shape.element);
    }
    case Kind::kList:
    case Kind::kArray:
    case Kind::kMap:
    case Kind::kRecord: {
      if (!enter_level()) return false;
      const bool skipped = skip_items(shape);
      --depth_;
      return skipped;
    }
    default: {
      std::uint32_t length = 0;
      return (reader_.read(length) && reader_.take(length) != nullptr) || damaged(kTooShort);
    }
  }
}

template <class Sink>
bool Lifting<Sink>::skip_items(const Shape& shape) {
  if (shape.type->kind == Kind::kRecord) {
    return std::ranges::all_of(shape.fields, [&](const Shape* field) { return skip(*field); });
  }
  std::uint64_t count = 0;
  if (!read_count(shape, count)) return false;
  if (shape.key == nullptr && shape.element->is_fixed_size) {
    return reader_.take(count * shape.element->least_size) != nullptr;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    if (shape.key != nullptr && !skip(*shape.key)) return false;
    if (!skip(*shape.element)) return false;
  }
  return true;
}

template class Lifting<JsonSink>;
template class Lifting<ValueSink>;

}  // namespace modus::guest::packed
