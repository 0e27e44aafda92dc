// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/assemblyscript/shapes.h"

#include <algorithm>
#include <optional>

namespace modus::guest::assemblyscript {
namespace {

using types::Kind;

struct Scalar {
  std::string_view name;
  Kind kind;
  std::uint32_t size;
};

constexpr Scalar kScalars[] = {
    {"bool", Kind::kBoolean, 1}, {"i8", Kind::kInt8, 1},     {"u8", Kind::kUint8, 1},
    {"i16", Kind::kInt16, 2},    {"u16", Kind::kUint16, 2},  {"i32", Kind::kInt32, 4},
    {"u32", Kind::kUint32, 4},   {"isize", Kind::kInt32, 4}, {"usize", Kind::kUint32, 4},
    {"i64", Kind::kInt64, 8},    {"u64", Kind::kUint64, 8},  {"f32", Kind::kFloat32, 4},
    {"f64", Kind::kFloat64, 8},
};

struct TypedArray {
  std::string_view name;
  std::string_view element;
};

constexpr std::string_view kTypedArrayPath = "~lib/typedarray/";
constexpr TypedArray kTypedArrays[] = {
    {"Int8Array", "i8"},     {"Uint8Array", "u8"},    {"Uint8ClampedArray", "u8"},
    {"Int16Array", "i16"},   {"Uint16Array", "u16"},  {"Int32Array", "i32"},
    {"Uint32Array", "u32"},  {"Int64Array", "i64"},   {"Uint64Array", "u64"},
    {"Float32Array", "f32"}, {"Float64Array", "f64"},
};

constexpr std::string_view kStreamClass = "~lib/@hypermode/modus-sdk-as/assembly/stream/Stream";

constexpr std::string_view kBoxClass = "~lib/@hypermode/modus-sdk-as/assembly/box/Box";
constexpr std::string_view kJsonClass = "~lib/json-as/assembly/index/JSON.Raw";

constexpr int kMaxNesting = 32;  // of generic arguments in one name

// Fixed objects: array, typed array, date, map or set.
constexpr std::uint32_t kArraySize = 16, kTypedArraySize = 12, kDateSize = 24, kTableSize = 24;
constexpr std::uint32_t kJsonSize = 4;

std::string without_spaces(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

// "X" of "prefix<X>".
std::optional<std::string_view> argument_of(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix) || !name.ends_with('>')) return {};
  name.remove_prefix(prefix.size());
  if (!name.starts_with('<')) return {};
  return name.substr(1, name.size() - 2);
}

// The place of the comma between a map's arguments.
std::size_t find_comma(std::string_view arguments) {
  int depth = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == '<') ++depth;
    if (arguments[i] == '>') --depth;
    if (arguments[i] == ',' && depth == 0) return i;
  }
  return arguments.npos;
}

// What follows the last slash outside of generic arguments.
std::string short_name(std::string_view name) {
  const std::size_t generic = name.find('<');
  const std::size_t slash = name.substr(0, generic).rfind('/');
  return std::string(slash == name.npos ? name : name.substr(slash + 1));
}

std::uint32_t align(std::uint32_t offset, std::uint32_t alignment) {
  return static_cast<std::uint32_t>(align_up(offset, alignment));
}

}  // namespace

std::string as_written(const types::Type& type) {
  switch (type.kind) {
    case Kind::kString: return "string";
    case Kind::kNullable: return as_written(*type.element) + " | null";
    case Kind::kStream: return fmt::format("Stream<{}>", as_written(*type.element));
    case Kind::kList: return fmt::format("Array<{}>", as_written(*type.element));
    default: return short_name(type.name);
  }
}

Result<const Shape*> Shapes::resolve(std::string_view name) {
  while (name.starts_with('(') && name.ends_with(')')) name = name.substr(1, name.size() - 2);
  const std::string key = without_spaces(name);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  if (depth_ >= kMaxNesting) return fail(ErrorCode::kCorrupt, "a type is nested too deep");
  ++depth_;
  auto shape = build(name);
  --depth_;
  if (shape) known_.emplace(key, *shape);
  return shape;
}

Result<const Shape*> Shapes::resolve_result(std::string_view name) {
  return argument_of(name, kStreamClass) ? build_stream(name) : resolve(name);
}

Shapes::Added Shapes::add(std::string_view name, Form form, Kind kind) {
  types::Type& type = types_.add({});
  type.kind = kind;
  type.name = name;
  Shape& shape = shapes_.emplace_back();
  shape.form = form;
  shape.type = &type;
  return {type, shape};
}

Result<std::uint32_t> Shapes::class_id(std::string_view name) const {
  for (const DeclaredType& declared : metadata_.types) {
    if (without_spaces(declared.name) == without_spaces(name)) return declared.id;
  }
  return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata", name);
}

Result<const Shape*> Shapes::build(std::string_view name) {
  std::string_view required = name;
  if (take_suffix(required, " | null") || take_suffix(required, "|null")) {
    return build_nullable(name, required);
  }
  for (const Scalar& scalar : kScalars) {
    if (scalar.name != name) continue;
    Shape& shape = add(name, Form::kScalar, scalar.kind).shape;
    shape.slot_size = scalar.size;
    return &shape;
  }
  if (name == "~lib/string/String") {
    Shape& shape = add(name, Form::kString, Kind::kString).shape;
    shape.class_id = kStringId;
    return &shape;
  }
  if (name == "~lib/arraybuffer/ArrayBuffer") {
    Shape& shape = add(name, Form::kArrayBuffer, Kind::kBytes).shape;
    shape.class_id = kArrayBufferId;
    return &shape;
  }
  if (name == "~lib/date/Date" || name == "~lib/wasi_date/wasi_Date" || name == "Date") {
    MODUS_TRY(id, class_id(name));
    Shape& shape = add(name, Form::kDate, Kind::kTimestamp).shape;
    shape.class_id = id;
    shape.object_size = kDateSize;
    return &shape;
  }
  if (const auto element = argument_of(name, "~lib/array/Array")) {
    return build_array(name, *element, Form::kArray);
  }
  if (const auto element = argument_of(name, "~lib/staticarray/StaticArray")) {
    return build_array(name, *element, Form::kStaticArray);
  }
  if (const auto element = argument_of(name, "~lib/set/Set")) return build_set(name, *element);
  if (const auto arguments = argument_of(name, "~lib/map/Map")) return build_map(name, *arguments);
  for (const TypedArray& array : kTypedArrays) {
    const bool same =
        name.starts_with(kTypedArrayPath) && name.substr(kTypedArrayPath.size()) == array.name;
    if (same) return build_typed_array(name, array.element);
  }
  if (argument_of(name, kStreamClass)) {
    return fail(ErrorCode::kCorrupt,
                "a Stream can only be the whole result of a function, not a parameter, nullable or "
                "part of another type; use an array there");
  }
  if (const auto content = argument_of(name, kBoxClass)) return build_box(name, *content);
  if (name == kJsonClass) return build_json(name);
  const DeclaredType* declared = metadata_.find_type(name);
  if (declared && declared->fields) return build_class(*declared);
  if (declared || name.starts_with("~lib/")) {
    return fail(ErrorCode::kCorrupt, "type '{}' cannot cross between the runtime and a function",
                name);
  }
  return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata", name);
}

Result<const Shape*> Shapes::build_nullable(std::string_view name, std::string_view required) {
  MODUS_TRY(element, resolve(required));
  if (!element->is_pointer() || element->form == Form::kNullable) {
    return fail(ErrorCode::kCorrupt, "type '{}' cannot be null", required);
  }
  const auto [type, shape] = add(name, Form::kNullable, Kind::kNullable);
  type.element = element->type;
  shape.element = element;
  return &shape;
}

Result<const Shape*> Shapes::build_typed_array(std::string_view name,
                                               std::string_view element_name) {
  MODUS_TRY(id, class_id(name));
  MODUS_TRY(element, resolve(element_name));
  const bool bytes = element_name == "u8";
  const auto [type, shape] = add(name, Form::kTypedArray, bytes ? Kind::kBytes : Kind::kOpaque);
  type.short_name = short_name(name);
  shape.class_id = id;
  shape.object_size = kTypedArraySize;
  shape.element = element;
  return &shape;
}

Result<const Shape*> Shapes::build_array(std::string_view name, std::string_view element_name,
                                         Form form) {
  MODUS_TRY(id, class_id(name));
  MODUS_TRY(element, resolve(element_name));
  const bool bytes = element->form == Form::kScalar && element->type->kind == Kind::kUint8;
  const auto [type, shape] = add(name, form, bytes ? Kind::kBytes : Kind::kList);
  type.element = bytes ? nullptr : element->type;
  shape.class_id = id;
  shape.object_size = form == Form::kArray ? kArraySize : 0;
  shape.element = element;
  return &shape;
}

Result<const Shape*> Shapes::build_set(std::string_view name, std::string_view element_name) {
  MODUS_TRY(id, class_id(name));
  MODUS_TRY(element, resolve_key(element_name));
  const auto [type, shape] = add(name, Form::kSet, Kind::kList);
  type.element = element->type;
  shape.class_id = id;
  shape.object_size = kTableSize;
  shape.element = element;
  shape.key = element;
  shape.next_offset = align(element->slot_size, 4);
  shape.entry_size = align(shape.next_offset + 4, std::max(element->slot_size, 4u));
  return &shape;
}

Result<const Shape*> Shapes::build_map(std::string_view name, std::string_view arguments) {
  const std::size_t comma = find_comma(arguments);
  if (comma == arguments.npos) {
    return fail(ErrorCode::kCorrupt, "type '{}' has no key and value type", name);
  }
  MODUS_TRY(id, class_id(name));
  MODUS_TRY(key, resolve_key(arguments.substr(0, comma)));
  MODUS_TRY(value, resolve(arguments.substr(comma + 1)));
  const auto [type, shape] = add(name, Form::kMap, Kind::kMap);
  type.key = key->type;
  type.element = value->type;
  shape.class_id = id;
  shape.object_size = kTableSize;
  shape.key = key;
  shape.element = value;
  shape.value_offset = align(key->slot_size, value->slot_size);
  shape.next_offset = align(shape.value_offset + value->slot_size, 4);
  shape.entry_size = align(shape.next_offset + 4, std::max({key->slot_size, value->slot_size, 4u}));
  return &shape;
}

// Two boxes are never equal.
Result<const Shape*> Shapes::resolve_key(std::string_view name) {
  MODUS_TRY(key, resolve(name));
  const Shape& required = key->form == Form::kNullable ? *key->element : *key;
  if (required.form != Form::kBox) return key;
  return fail(ErrorCode::kCorrupt,
              "a Box cannot be found in a Map or Set again; use what is in it");
}

Result<const Shape*> Shapes::build_box(std::string_view name, std::string_view content) {
  MODUS_TRY(id, class_id(name));
  MODUS_TRY(scalar, resolve(content));
  if (scalar->form != Form::kScalar) {
    return fail(ErrorCode::kCorrupt,
                "a Box is for numbers and booleans; what is in '{}' can be null without one", name);
  }
  const auto [type, shape] = add(name, Form::kBox, scalar->type->kind);
  shape.class_id = id;
  shape.object_size = scalar->slot_size;
  shape.element = scalar;
  return &shape;
}

Result<const Shape*> Shapes::build_json(std::string_view name) {
  MODUS_TRY(id, class_id(name));
  const auto [type, shape] = add(name, Form::kJson, Kind::kOpaque);
  type.short_name = "JSON";
  shape.class_id = id;
  shape.object_size = kJsonSize;
  return &shape;
}

// Known before its fields are resolved, because they may refer back to it.
Result<const Shape*> Shapes::build_class(const DeclaredType& declared) {
  const Kind kind = declared.fields->empty() ? Kind::kOpaque : Kind::kRecord;
  const auto [type, shape] = add(declared.name, Form::kClass, kind);
  type.short_name = short_name(declared.name);
  type.id = declared.id;
  type.docs = declared.docs;
  shape.class_id = declared.id;
  known_.emplace(without_spaces(declared.name), &shape);
  std::uint32_t end = 0;
  std::uint32_t alignment = 1;
  for (const DeclaredField& field : *declared.fields) {
    MODUS_TRY(field_shape, resolve(field.type));
    const std::uint32_t offset = align(end, field_shape->slot_size);
    end = offset + field_shape->slot_size;
    alignment = std::max(alignment, field_shape->slot_size);
    type.fields.push_back({field.name, field_shape->type, field.docs});
    shape.fields.push_back({field.name, field_shape, offset});
  }
  shape.object_size = align(end, alignment);
  return &shape;
}

// Its first field holds the value that is being pushed. Not known by its name, so that no other
// type can refer to it.
Result<const Shape*> Shapes::build_stream(std::string_view name) {
  const DeclaredType* declared = metadata_.find_type(name);
  if (!declared || !declared->fields || declared->fields->empty()) {
    return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata", name);
  }
  const DeclaredField& value = declared->fields->front();
  if (value.name != "value") {
    return fail(ErrorCode::kCorrupt, "type '{}' does not begin with its field 'value'", name);
  }
  MODUS_TRY(element, resolve(value.type));
  const auto [type, shape] = add(name, Form::kStream, Kind::kStream);
  type.element = element->type;
  shape.class_id = declared->id;
  shape.element = element;
  return &shape;
}

}  // namespace modus::guest::assemblyscript
