// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/packed/lower.h"

#include "runtime/guest/numbers.h"
#include "runtime/json/writer.h"
#include "runtime/types/timestamp.h"
#include "runtime/types/value_json.h"

namespace modus::guest::packed {
namespace {

using types::Kind;
using types::Value;

constexpr int kMaxDepth = 64;

std::unexpected<Error> too_long(std::size_t count, const types::Type& type) {
  return fail(ErrorCode::kInvalidArgument, "{} items are too many for an array of {}", count,
              type.length);
}

bool is_scalar(const Shape& shape) {
  switch (shape.type->kind) {
    case Kind::kBytes:
    case Kind::kTimestamp:
    case Kind::kArray:
    case Kind::kRecord: return false;
    default: return shape.is_fixed_size;
  }
}

}  // namespace

Result<void> Packing::add(const Shape& shape, const Value& given) {
  const Value value = without_null(*shape.type, given, bytes_form_);
  if (block_.size() > max_bytes_) {
    return fail(ErrorCode::kResourceExhausted,
                "the value takes more than {} when packed, as much as the function's memory may "
                "have; raise limits.memoryBytes in modus.json or --memory",
                json::describe_size(max_bytes_));
  }
  switch (shape.type->kind) {
    case Kind::kNullable: {
      const bool is_null = value.is_null() || value.is_absent();
      put(static_cast<std::uint8_t>(is_null ? 0 : 1));
      return is_null ? Result<void>() : add(*shape.element, value);
    }
    case Kind::kString:
      if (value.kind() != Value::Kind::kString) return unexpected_kind("a string", value);
      put_text(value.as_string());
      return {};
    case Kind::kBytes: return add_bytes(shape, value);
    case Kind::kTimestamp: return add_timestamp(value);
    case Kind::kOpaque: return add_json(shape, value);
    case Kind::kList:
    case Kind::kArray:
    case Kind::kMap:
    case Kind::kRecord: return add_composite(shape, value);
    default: return add_scalar(shape, value);
  }
}

Result<void> Packing::add_scalar(const Shape& shape, const Value& value) {
  MODUS_TRY(bits, to_scalar_bits(*shape.type, value));
  put_bytes(std::as_bytes(std::span(&bits, 1)).first(shape.least_size));
  return {};
}

Result<void> Packing::add_bytes(const Shape& shape, const Value& value) {
  const bool is_list = value.kind() == Value::Kind::kList;
  MODUS_TRY(bytes, is_list ? to_byte_list(value) : to_bytes(value, bytes_form_));
  if (shape.has_fixed_length) {
    if (bytes.size() > shape.type->length) return too_long(bytes.size(), *shape.type);
    put_bytes(bytes);
    put_zeros(shape.type->length - bytes.size());
    return {};
  }
  put(static_cast<std::uint32_t>(bytes.size()));
  put_bytes(bytes);
  return {};
}

Result<void> Packing::add_timestamp(const Value& value) {
  if (value.kind() != Value::Kind::kString) return unexpected_kind("a timestamp", value);
  const auto instant = types::parse_timestamp(value.as_string());
  if (!instant) {
    return fail(ErrorCode::kInvalidArgument, "\"{}\" is not a timestamp", value.as_string());
  }
  put(instant->seconds);
  put(instant->nanoseconds);
  put(instant->offset_seconds);
  return {};
}

Result<void> Packing::add_json(const Shape& shape, const Value& value) {
  if (value.is_absent()) {
    return fail(ErrorCode::kInvalidArgument, "expected a value of type {}, got nothing",
                shape.type->name);
  }
  json::Writer writer;
  types::write_json(writer, value);
  put_text(writer.text());
  return {};
}

Result<void> Packing::add_composite(const Shape& shape, const Value& value) {
  if (depth_ >= kMaxDepth) {
    return fail(ErrorCode::kInvalidArgument, "the value is nested deeper than {} levels",
                kMaxDepth);
  }
  ++depth_;
  const auto added = [&] {
    switch (shape.type->kind) {
      case Kind::kMap: return add_map(shape, value);
      case Kind::kRecord: return add_record(shape, value);
      default: return add_items(shape, value);
    }
  }();
  --depth_;
  return added;
}

Result<void> Packing::add_items(const Shape& shape, const Value& value) {
  if (value.kind() != Value::Kind::kList) return unexpected_kind("a list", value);
  const std::span<const Value> items = value.as_list();
  const bool is_array = shape.type->kind == Kind::kArray;
  if (!is_array) put(static_cast<std::uint32_t>(items.size()));
  if (is_array && items.size() > shape.type->length) return too_long(items.size(), *shape.type);
  const auto added = is_scalar(*shape.element) ? add_scalars(*shape.element, items)
                                               : add_each(*shape.element, items);
  if (!added) return added;
  if (is_array) put_zeros((shape.type->length - items.size()) * shape.element->least_size);
  return {};
}

Result<void> Packing::add_each(const Shape& element, std::span<const Value> items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (auto added = add(element, items[i]); !added) {
      return std::unexpected(within(added.error(), fmt::format("item {}", i)));
    }
  }
  return {};
}

// The same for numbers, which are many: in place, without growing the block for each.
Result<void> Packing::add_scalars(const Shape& element, std::span<const Value> items) {
  const std::size_t start = block_.size();
  put_zeros(items.size() * element.least_size);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto bits = to_scalar_bits(*element.type, items[i]);
    if (!bits) return std::unexpected(within(bits.error(), fmt::format("item {}", i)));
    std::memcpy(block_.data() + start + i * element.least_size, &*bits, element.least_size);
  }
  return {};
}

Result<void> Packing::add_map(const Shape& shape, const Value& value) {
  MODUS_TRY(entries, to_entries(value));
  put(static_cast<std::uint32_t>(entries.size()));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (auto key = add(*shape.key, entries[i].key); !key) {
      return std::unexpected(within(key.error(), fmt::format("key {}", i)));
    }
    if (auto added = add(*shape.element, entries[i].value); !added) {
      return std::unexpected(within(added.error(), fmt::format("value {}", i)));
    }
  }
  return {};
}

Result<void> Packing::add_record(const Shape& shape, const Value& value) {
  if (value.kind() != Value::Kind::kObject) return unexpected_kind("an object", value);
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    const std::string& name = shape.type->fields[i].name;
    if (auto added = add(*shape.fields[i], find_field(value, name)); !added) {
      return std::unexpected(within(added.error(), fmt::format("field '{}'", name)));
    }
  }
  return {};
}

}  // namespace modus::guest::packed
