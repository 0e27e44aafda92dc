// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/lower.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "runtime/guest/incoming.h"
#include "runtime/guest/numbers.h"
#include "runtime/guest/utf16.h"
#include "runtime/json/writer.h"
#include "runtime/types/timestamp.h"
#include "runtime/types/value_json.h"

namespace modus::guest::assemblyscript {
namespace {

using sandbox::WasmValue;
using types::Value;

constexpr int kMaxDepth = 64;

WasmValue to_wasm(const types::Type& type, std::uint64_t bits) {
  switch (type.kind) {
    case types::Kind::kInt64:
    case types::Kind::kUint64: return WasmValue::i64(bits);
    case types::Kind::kFloat32:
      return WasmValue::f32(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    case types::Kind::kFloat64: return WasmValue::f64(std::bit_cast<double>(bits));
    default: return WasmValue::i32(static_cast<std::uint32_t>(bits));
  }
}

}  // namespace

Result<WasmValue> Lowering::lower(const Shape& shape, const Value& value) {
  if (shape.is_pointer()) {
    MODUS_TRY(pointer, write_object(shape, value));
    return WasmValue::i32(pointer);
  }
  MODUS_TRY(bits, to_scalar_bits(*shape.type, value));
  return to_wasm(*shape.type, bits);
}

Result<void> Lowering::release() { return keep_first(0); }

Result<Lowering::Pointer> Lowering::allocate(std::uint64_t size, std::uint32_t class_id) {
  if (!objects_.empty() && !objects_.back().is_pinned) {
    MODUS_CHECK(heap_.pin(objects_.back().pointer));
    objects_.back().is_pinned = true;
  }
  MODUS_TRY(pointer, heap_.allocate(size, class_id));
  objects_.push_back({pointer, false});
  return pointer;
}

Result<void> Lowering::keep_first(std::size_t count) {
  for (; objects_.size() > count; objects_.pop_back()) {
    if (objects_.back().is_pinned) MODUS_CHECK(heap_.unpin(objects_.back().pointer));
  }
  return {};
}

Result<void> Lowering::write_slot(const Shape& shape, const Value& value, std::uint64_t address) {
  if (shape.is_pointer()) {
    MODUS_TRY(pointer, write_object(shape, value));
    return heap_.put(address, pointer);
  }
  MODUS_TRY(bits, to_scalar_bits(*shape.type, value));
  return heap_.put_bytes(address, std::as_bytes(std::span(&bits, 1)).first(shape.slot_size));
}

Result<Lowering::Pointer> Lowering::write_object(const Shape& shape, const Value& given) {
  const Value value = without_null(*shape.type, given, bytes_form_);
  if (shape.form == Form::kNullable) {
    if (value.is_null() || value.is_absent()) return 0;
    return write_object(*shape.element, value);
  }
  if (depth_ >= kMaxDepth) {
    return fail(ErrorCode::kInvalidArgument, "the value is nested deeper than {} levels",
                kMaxDepth);
  }
  ++depth_;
  auto pointer = [&]() -> Result<Pointer> {
    switch (shape.form) {
      case Form::kString: return write_string(value);
      case Form::kClass: return write_class(shape, value);
      case Form::kArray:
      case Form::kStaticArray: return write_array(shape, value);
      case Form::kTypedArray: return write_typed_array(shape, value);
      case Form::kArrayBuffer: return write_buffer(value);
      case Form::kDate: return write_date(shape, value);
      case Form::kMap: return write_map(shape, value);
      case Form::kSet: return write_set(shape, value);
      case Form::kBox: return write_box(shape, value);
      case Form::kJson: return write_json(shape, value);
      default: return fail(ErrorCode::kInternal, "a scalar is no object");
    }
  }();
  --depth_;
  return pointer;
}

Result<Lowering::Pointer> Lowering::write_string(const Value& value) {
  if (value.kind() != Value::Kind::kString) return unexpected_kind("a string", value);
  const std::size_t size = utf16_size(value.as_string());
  MODUS_TRY(pointer, allocate(size, kStringId));
  MODUS_TRY(units, heap_.at(pointer, size));
  put_utf16(value.as_string(), units);
  return pointer;
}

Result<Lowering::Pointer> Lowering::write_box(const Shape& shape, const Value& value) {
  MODUS_TRY(bits, to_scalar_bits(*shape.element->type, value));
  MODUS_TRY(pointer, allocate(shape.object_size, shape.class_id));
  MODUS_CHECK(
      heap_.put_bytes(pointer, std::as_bytes(std::span(&bits, 1)).first(shape.object_size)));
  return pointer;
}

Result<Lowering::Pointer> Lowering::write_json(const Shape& shape, const Value& value) {
  if (value.is_absent()) return unexpected_kind("a value", value);
  json::Writer writer;
  types::write_json(writer, value);
  const std::string text = writer.take();
  MODUS_TRY(pointer, allocate(shape.object_size, shape.class_id));
  const std::size_t mark = objects_.size();
  MODUS_TRY(string, write_string(Value::string(text)));
  MODUS_CHECK(heap_.put(pointer, string));
  MODUS_CHECK(keep_first(mark));
  return pointer;
}

Result<Lowering::Pointer> Lowering::write_class(const Shape& shape, const Value& value) {
  if (value.kind() != Value::Kind::kObject) return unexpected_kind("an object", value);
  MODUS_TRY(pointer, allocate(shape.object_size, shape.class_id));
  const std::size_t mark = objects_.size();
  for (const Shape::Field& field : shape.fields) {
    const Value member = find_field(value, field.name);
    if (auto written = write_slot(*field.shape, member, pointer + std::uint64_t{field.offset});
        !written) {
      return std::unexpected(within(written.error(), fmt::format("field '{}'", field.name)));
    }
    MODUS_CHECK(keep_first(mark));
  }
  return pointer;
}

// An array or typed array around a zeroed buffer of so many bytes; a static array is its own
// buffer.
Result<Lowering::NewArray> Lowering::make_array(const Shape& shape, std::uint64_t size) {
  if (shape.form == Form::kStaticArray) {
    MODUS_TRY(array, allocate(size, shape.class_id));
    return NewArray{array, array};
  }
  MODUS_TRY(array, allocate(shape.object_size, shape.class_id));
  if (size == 0) return NewArray{array, 0};
  const std::size_t mark = objects_.size();
  MODUS_TRY(buffer, allocate(size, kArrayBufferId));
  const std::uint64_t at = array;
  const auto size32 = static_cast<std::uint32_t>(size);
  MODUS_CHECK(heap_.put(at, buffer));
  MODUS_CHECK(heap_.put(at + 4, buffer));
  MODUS_CHECK(heap_.put(at + 8, size32));
  if (shape.form == Form::kArray) {
    MODUS_CHECK(heap_.put(at + 12, size32 / shape.element->slot_size));
  }
  MODUS_CHECK(keep_first(mark));
  return NewArray{array, buffer};
}

Result<Lowering::Pointer> Lowering::write_array(const Shape& shape, const Value& value) {
  if (shape.type->kind == types::Kind::kBytes && value.kind() == Value::Kind::kString) {
    return write_bytes(shape, value);
  }
  if (value.kind() != Value::Kind::kList) return unexpected_kind("a list", value);
  const std::span<const Value> items = value.as_list();
  const std::uint64_t stride = shape.element->slot_size;
  const auto in_item = [](const Error& error, std::size_t i) {
    return std::unexpected(within(error, fmt::format("item {}", i)));
  };
  MODUS_TRY(made, make_array(shape, items.size() * stride));
  if (!shape.element->is_pointer()) {
    MODUS_TRY(slots, heap_.at(made.buffer, items.size() * stride));
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto bits = to_scalar_bits(*shape.element->type, items[i]);
      if (!bits) return in_item(bits.error(), i);
      std::memcpy(slots.data() + i * stride, &*bits, stride);
    }
    return made.array;
  }
  const std::size_t mark = objects_.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (auto written = write_slot(*shape.element, items[i], made.buffer + i * stride); !written) {
      return in_item(written.error(), i);
    }
    MODUS_CHECK(keep_first(mark));
  }
  return made.array;
}

Result<Lowering::Pointer> Lowering::write_bytes(const Shape& shape, const Value& value) {
  MODUS_TRY(bytes, to_bytes(value, bytes_form_));
  MODUS_TRY(made, make_array(shape, bytes.size()));
  MODUS_CHECK(heap_.put_bytes(made.buffer, bytes));
  return made.array;
}

Result<Lowering::Pointer> Lowering::write_typed_array(const Shape& shape, const Value& value) {
  if (value.kind() == Value::Kind::kList) return write_array(shape, value);
  if (shape.type->kind != types::Kind::kBytes) return unexpected_kind("a list", value);
  return write_bytes(shape, value);
}

Result<Lowering::Pointer> Lowering::write_buffer(const Value& value) {
  MODUS_TRY(bytes, to_bytes(value, bytes_form_));
  MODUS_TRY(pointer, allocate(bytes.size(), kArrayBufferId));
  MODUS_CHECK(heap_.put_bytes(pointer, bytes));
  return pointer;
}

Result<Lowering::Pointer> Lowering::write_date(const Shape& shape, const Value& value) {
  if (value.kind() != Value::Kind::kString) return unexpected_kind("a timestamp", value);
  const auto instant = types::parse_timestamp(value.as_string());
  if (!instant) {
    return fail(ErrorCode::kInvalidArgument, "\"{}\" is not a timestamp", value.as_string());
  }
  const std::int64_t milliseconds = instant->milliseconds();
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  const year_month_day date(floor<days>(time));
  MODUS_TRY(pointer, allocate(shape.object_size, shape.class_id));
  const std::uint64_t at = pointer;
  MODUS_CHECK(heap_.put<std::int32_t>(at, int(date.year())));
  MODUS_CHECK(heap_.put<std::uint32_t>(at + 4, unsigned(date.month())));
  MODUS_CHECK(heap_.put<std::uint32_t>(at + 8, unsigned(date.day())));
  MODUS_CHECK(heap_.put<std::int64_t>(at + 16, milliseconds));
  return pointer;
}

}  // namespace modus::guest::assemblyscript
