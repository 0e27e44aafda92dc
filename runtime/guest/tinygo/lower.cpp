// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/tinygo/lower.h"

#include <algorithm>
#include <ranges>

#include "runtime/guest/numbers.h"
#include "runtime/guest/tinygo/go_time.h"
#include "runtime/types/timestamp.h"

namespace modus::guest::tinygo {
namespace {

using types::Kind;
using types::Value;

constexpr int kMaxDepth = 64;
constexpr std::uint64_t kMaxSlice = 256u << 20;
constexpr std::uint32_t kSliceHeader = 12, kStringHeader = 8;

// Bytes as text, or as a list of numbers.
Result<std::vector<std::byte>> read_bytes(const Value& value, BytesForm form) {
  return value.kind() == Value::Kind::kList ? to_byte_list(value) : to_bytes(value, form);
}

}  // namespace

Result<std::vector<std::byte>> Lowering::make_image(const Shape& shape, const Value& value) {
  std::vector<std::byte> image(shape.size);
  MODUS_CHECK(write(image, shape, value));
  return image;
}

Result<void> Lowering::release() {
  for (const std::uint32_t pointer : std::exchange(pinned_, {})) MODUS_CHECK(heap_.unpin(pointer));
  return {};
}

Result<std::uint32_t> Lowering::pinned(Result<std::uint32_t> pointer) {
  if (pointer) pinned_.push_back(*pointer);
  return pointer;
}

Result<void> Lowering::write(MutableBytes to, const Shape& shape, const Value& value) {
  const bool is_null = value.is_null() || value.is_absent();
  if (is_null && shape.type->is_nullable()) return {};  // all zero
  if (depth_ >= kMaxDepth) {
    return fail(ErrorCode::kInvalidArgument, "the value is nested deeper than {} levels",
                kMaxDepth);
  }
  ++depth_;
  const auto written = write_one(to, shape, value);
  --depth_;
  return written;
}

Result<void> Lowering::write_one(MutableBytes to, const Shape& shape, const Value& value) {
  switch (shape.form) {
    case Form::kScalar: {
      MODUS_TRY(bits, to_scalar_bits(*shape.type, value));
      std::memcpy(to.data(), &bits, shape.size);
      return {};
    }
    case Form::kString: return write_string(to, value);
    case Form::kTime: return write_time(to, value);
    case Form::kSlice: return write_slice(to, shape, value);
    case Form::kPointer: return write_pointer(to, shape, value);
    case Form::kMap: return write_map(to, shape, value);
    case Form::kArray: return write_array(to, shape, value);
    case Form::kStruct: return write_struct(to, shape, value);
    case Form::kUnknown: break;
  }
  return fail(ErrorCode::kInternal, "type '{}' is unknown", shape.type->name);
}

Result<void> Lowering::write_string(MutableBytes to, const Value& value) {
  if (value.kind() != Value::Kind::kString) return unexpected_kind("a string", value);
  const std::string_view text = value.as_string();
  if (text.empty()) return {};
  MODUS_TRY(header, pinned(heap_.make(kStringId, text.size())));
  MODUS_TRY(data, heap_.get<std::uint32_t>(header));
  MODUS_CHECK(heap_.put_bytes(data, std::as_bytes(std::span(text))));
  store_le(to.data(), data);
  store_le(to.data() + 4, static_cast<std::uint32_t>(text.size()));
  static_assert(kStringHeader == 8);
  return {};
}

Result<void> Lowering::write_time(MutableBytes to, const Value& value) {
  if (value.kind() != Value::Kind::kString) return unexpected_kind("a timestamp", value);
  const auto instant = types::parse_timestamp(value.as_string());
  if (!instant) {
    return fail(ErrorCode::kInvalidArgument, "\"{}\" is not a timestamp", value.as_string());
  }
  const GoTime time = to_go_time(*instant);
  store_le(to.data(), time.wall);
  store_le(to.data() + 8, time.ext);
  return {};
}

Result<std::uint32_t> Lowering::make_slice(const Shape& shape, Bytes elements,
                                           std::uint64_t count) {
  if (shape.id == 0) {
    return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata",
                shape.type->name);
  }
  MODUS_TRY(header, pinned(heap_.make(shape.id, count)));
  MODUS_TRY(data, heap_.get<std::uint32_t>(header));
  MODUS_CHECK(heap_.put_bytes(data, elements));
  return header;
}

Result<void> Lowering::write_items(MutableBytes to, const Shape& element,
                                   std::span<const Value> items, std::string_view what) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const MutableBytes slot = to.subspan(i * element.size, element.size);
    if (auto written = write(slot, element, items[i]); !written) {
      return std::unexpected(within(written.error(), fmt::format("{} {}", what, i)));
    }
  }
  return {};
}

Result<void> Lowering::write_slice(MutableBytes to, const Shape& shape, const Value& value) {
  std::vector<std::byte> elements;
  std::uint64_t count = 0;
  if (shape.value->kind == Kind::kBytes) {
    MODUS_TRY(bytes, read_bytes(value, bytes_form_));
    elements = std::move(bytes);
    count = elements.size();
  } else {
    if (value.kind() != Value::Kind::kList) return unexpected_kind("a list", value);
    const std::span<const Value> items = value.as_list();
    count = items.size();
    if (count * shape.element->size > kMaxSlice) {
      return fail(ErrorCode::kResourceExhausted, "{} elements are too many for the guest", count);
    }
    elements.resize(count * shape.element->size);
    MODUS_CHECK(write_items(elements, *shape.element, items, "item"));
  }
  MODUS_TRY(header, make_slice(shape, elements, count));
  MODUS_TRY(bytes, heap_.at(header, kSliceHeader));
  std::ranges::copy(bytes, to.begin());
  return {};
}

Result<void> Lowering::write_pointer(MutableBytes to, const Shape& shape, const Value& value) {
  if (shape.id == 0) {
    return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata",
                shape.type->name);
  }
  MODUS_TRY(pointer, pinned(heap_.make_new(shape.id)));
  MODUS_TRY(image, make_image(*shape.element, value));
  MODUS_CHECK(heap_.put_bytes(pointer, image));
  store_le(to.data(), pointer);
  return {};
}

Result<void> Lowering::write_map(MutableBytes to, const Shape& shape, const Value& value) {
  MODUS_TRY(entries, to_entries(value));
  if (shape.id == 0) {
    return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata",
                shape.type->name);
  }
  MODUS_TRY(variable, pinned(heap_.make(shape.id, entries.size())));
  const auto write_half = [&](const Shape& half, auto member,
                              std::string_view what) -> Result<std::uint32_t> {
    std::vector<Value> items;
    for (const KeyAndValue& entry : entries) items.push_back(entry.*member);
    std::vector<std::byte> elements(items.size() * half.element->size);
    MODUS_CHECK(write_items(elements, *half.element, items, what));
    return make_slice(half, elements, items.size());
  };
  MODUS_TRY(keys, write_half(*shape.keys, &KeyAndValue::key, "key"));
  MODUS_TRY(values, write_half(*shape.values, &KeyAndValue::value, "value"));
  MODUS_CHECK(heap_.write_map(shape.id, variable, {keys, values}));
  MODUS_TRY(map, heap_.get<std::uint32_t>(variable));
  store_le(to.data(), map);
  return {};
}

// Too few elements leave zero values, too many are cut off, as in the original.
Result<void> Lowering::write_array(MutableBytes to, const Shape& shape, const Value& value) {
  if (shape.value->kind == Kind::kBytes) {
    MODUS_TRY(bytes, read_bytes(value, bytes_form_));
    std::ranges::copy(bytes | std::views::take(to.size()), to.begin());
    return {};
  }
  if (value.kind() != Value::Kind::kList) return unexpected_kind("a list", value);
  const std::span<const Value> items = value.as_list();
  const std::size_t count = std::min<std::size_t>(items.size(), shape.length);
  return write_items(to, *shape.element, items.first(count), "item");
}

Result<void> Lowering::write_struct(MutableBytes to, const Shape& shape, const Value& value) {
  if (value.kind() != Value::Kind::kObject) return unexpected_kind("an object", value);
  for (const Shape::Field& field : shape.fields) {
    const MutableBytes slot = to.subspan(field.offset, field.shape->size);
    if (auto written = write(slot, *field.shape, find_field(value, field.name)); !written) {
      return std::unexpected(within(written.error(), fmt::format("field '{}'", field.name)));
    }
  }
  return {};
}

}  // namespace modus::guest::tinygo
