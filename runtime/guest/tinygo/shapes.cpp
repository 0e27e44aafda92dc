// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/tinygo/shapes.h"

#include <algorithm>

#include "runtime/base/bytes.h"

namespace modus::guest::tinygo {
namespace {

using sandbox::ValueType;
using types::Kind;

constexpr int kMaxNesting = 32;                 // of the parts of one name
constexpr int kMaxWithin = 200;                 // structs and arrays in one another
constexpr std::uint64_t kMaxSize = 256u << 20;  // of a value without what it points to
constexpr std::uint32_t kPointer = 4, kString = 8, kSlice = 12, kTime = 24;

std::uint32_t scalar_size(Kind kind) {
  switch (kind) {
    case Kind::kBoolean:
    case Kind::kInt8:
    case Kind::kUint8: return 1;
    case Kind::kInt16:
    case Kind::kUint16: return 2;
    case Kind::kInt64:
    case Kind::kUint64:
    case Kind::kFloat64:
    case Kind::kDuration: return 8;
    default: return 4;
  }
}

ValueType scalar_type(Kind kind) {
  switch (kind) {
    case Kind::kFloat32: return ValueType::kF32;
    case Kind::kFloat64: return ValueType::kF64;
    default: return scalar_size(kind) == 8 ? ValueType::kI64 : ValueType::kI32;
  }
}

}  // namespace

void flatten(const Shape& shape, std::uint32_t offset,
             const std::function<void(const Word&)>& add) {
  const auto pointers = [&](std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
      add({ValueType::kI32, offset + i * kPointer, kPointer});
  };
  switch (shape.form) {
    case Form::kScalar: {
      const Kind kind = shape.type->kind;
      const bool is_signed = kind == Kind::kInt8 || kind == Kind::kInt16;
      return add({scalar_type(kind), offset, shape.size, is_signed});
    }
    case Form::kPointer:
    case Form::kMap: return pointers(1);
    case Form::kString: return pointers(2);
    case Form::kSlice: return pointers(3);
    case Form::kTime:
      add({ValueType::kI64, offset, 8});
      add({ValueType::kI64, offset + 8, 8});
      return add({ValueType::kI32, offset + 16, 4});
    case Form::kArray:
      for (std::uint32_t i = 0; i < shape.length; ++i) {
        flatten(*shape.element, offset + i * shape.element->size, add);
      }
      return;
    case Form::kStruct:
      for (const Shape::Field& field : shape.fields) {
        flatten(*field.shape, offset + field.offset, add);
      }
      return;
    case Form::kUnknown: return;
  }
}

std::optional<std::string> find_unknown(const Shape& shape) {
  std::vector<const Shape*> seen{&shape};
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const Shape& each = *seen[i];
    if (each.form == Form::kUnknown) return each.type->name;
    const auto add = [&](const Shape* part) {
      const bool is_new = std::ranges::find(seen, part) == seen.end();
      if (part != nullptr && is_new) seen.push_back(part);
    };
    add(each.element);
    add(each.keys);
    add(each.values);
    for (const Shape::Field& field : each.fields) add(field.shape);
  }
  return {};
}

Result<const Shape*> Shapes::resolve(std::string_view name) {
  MODUS_TRY(shape, find(name));
  MODUS_CHECK(finish_structs());
  return shape;
}

Result<const Shape*> Shapes::find(std::string_view name) {
  if (const auto found = known_.find(std::string(name)); found != known_.end()) {
    return found->second;
  }
  if (depth_ >= kMaxNesting) return fail(ErrorCode::kCorrupt, "a type is nested too deep");
  ++depth_;
  auto shape = build(name);
  --depth_;
  if (shape) known_.emplace(name, *shape);
  return shape;
}

types::Type& Shapes::add_type(std::string_view name, Kind kind) {
  types::Type& type = types_.add({});
  type.kind = kind;
  type.name = name;
  return type;
}

Shape& Shapes::add_shape(Form form, const types::Type& type) {
  Shape& shape = shapes_.emplace_back();
  shape.form = form;
  shape.type = &type;
  shape.value = type.kind == Kind::kNullable ? type.element : &type;
  return shape;
}

Result<const Shape*> Shapes::build(std::string_view name) {
  MODUS_TRY(parts, parse_type_name(name, Spelling::kGo));
  if (parts.kind == Kind::kRecord) return build_named(name);
  if (parts.kind == Kind::kStream || parts.kind == Kind::kOpaque) {
    return fail(ErrorCode::kCorrupt, "type '{}' cannot cross between the runtime and a function",
                name);
  }
  if (parts.kind == Kind::kMap) return build_map(name, parts);
  return build_parts(name, parts);
}

Result<const Shape*> Shapes::build_parts(std::string_view name, const TypeName& parts) {
  const Shape* element = nullptr;
  const bool is_bytes = parts.kind == Kind::kBytes;
  if (!parts.element.empty() || is_bytes) {
    MODUS_TRY(found, find(is_bytes ? "uint8" : parts.element));
    element = found;
  }
  types::Type* type = &add_type(name, parts.kind);
  type->length = parts.length.value_or(0);
  type->element = is_bytes || element == nullptr ? nullptr : element->type;
  const DeclaredType* const declared = metadata_.find_type(name);
  // The original shows as scalars what the metadata lists.
  if (declared != nullptr) type->short_name = short_name(name);
  if (parts.may_be_null) {
    types::Type& nullable = add_type(name, Kind::kNullable);
    nullable.element = type;
    type = &nullable;
  }
  const Form form = parts.kind == Kind::kNullable    ? Form::kPointer
                    : parts.length                   ? Form::kArray
                    : parts.may_be_null              ? Form::kSlice
                    : parts.kind == Kind::kString    ? Form::kString
                    : parts.kind == Kind::kTimestamp ? Form::kTime
                                                     : Form::kScalar;
  Shape& shape = add_shape(form, *type);
  shape.element = element;
  shape.length = parts.length.value_or(0);
  shape.id = is_bytes ? kBytesId : declared != nullptr ? declared->id : 0;
  return &shape;
}

Result<const Shape*> Shapes::build_map(std::string_view name, const TypeName& parts) {
  MODUS_TRY(keys, find(fmt::format("[]{}", parts.key)));
  MODUS_TRY(values, find(fmt::format("[]{}", parts.element)));
  types::Type& map = add_type(name, Kind::kMap);
  map.key = keys->element->type;
  map.element = values->element->type;
  types::Type& nullable = add_type(name, Kind::kNullable);
  nullable.element = &map;
  Shape& shape = add_shape(Form::kMap, nullable);
  shape.keys = keys;
  shape.values = values;
  const DeclaredType* const declared = metadata_.find_type(name);
  shape.id = declared != nullptr ? declared->id : 0;
  return &shape;
}

// A named type that is no struct is listed without fields, and nothing says what it is.
Result<const Shape*> Shapes::build_named(std::string_view name) {
  const DeclaredType* declared = metadata_.find_type(name);
  if (declared == nullptr) {
    return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata", name);
  }
  types::Type& type = add_type(name, declared->fields ? Kind::kRecord : Kind::kOpaque);
  type.short_name = short_name(name);
  type.id = declared->id;
  type.docs = declared->docs;
  Shape& shape = add_shape(declared->fields ? Form::kStruct : Form::kUnknown, type);
  shape.id = declared->id;
  if (declared->fields) unfinished_.push_back({declared, type, shape});
  return &shape;
}

// Fields may lead back to their struct, and to more structs.
Result<void> Shapes::finish_structs() {
  while (!unfinished_.empty()) {
    const Unfinished next = unfinished_.back();
    unfinished_.pop_back();
    for (const DeclaredField& field : *next.declared->fields) {
      const auto shape = find(field.type);
      if (!shape) {
        return fail(shape.error().code(), "field '{}' of '{}': {}", field.name, next.declared->name,
                    shape.error().message());
      }
      next.type.fields.push_back({field.name, (*shape)->type, field.docs});
      next.shape.fields.push_back({field.name, *shape, 0});
    }
  }
  return {};
}

const Shape* Shapes::combine(const std::vector<DeclaredResult>& results,
                             const std::vector<const Shape*>& shapes) {
  types::Type& type = combined_.emplace_back();
  type.kind = Kind::kRecord;
  type.name = "the results";
  Shape& shape = add_shape(Form::kStruct, type);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string name = types::result_name({results[i].name, nullptr}, i);
    type.fields.push_back({name, shapes[i]->type, {}});
    shape.fields.push_back({name, shapes[i], 0});
  }
  return &shape;
}

Result<void> Shapes::complete() {
  for (Shape& shape : shapes_) {
    MODUS_TRY(layout, measure(shape, 0));
    shape.size = static_cast<std::uint32_t>(layout.size);
    shape.alignment = layout.alignment;
    shape.words = static_cast<std::size_t>(layout.words);
    place_fields(shape);
    if (shape.form == Form::kMap && contains_map(*shape.value->key)) {
      return fail(ErrorCode::kCorrupt, "type '{}' has a map within its keys", shape.type->name);
    }
  }
  return {};
}

void Shapes::place_fields(Shape& shape) const {
  std::uint64_t end = 0;
  for (Shape::Field& field : shape.fields) {
    const Layout& layout = *layouts_.at(field.shape);
    const std::uint64_t offset = align_up(end, layout.alignment);
    field.offset = static_cast<std::uint32_t>(offset);
    end = offset + layout.size;
  }
}

Result<Shapes::Layout> Shapes::measure_struct(const Shape& shape, int depth) {
  Layout whole{0, 1, 0};
  for (const Shape::Field& field : shape.fields) {
    MODUS_TRY(part, measure(*field.shape, depth + 1));
    whole.size = align_up(whole.size, part.alignment) + part.size;
    whole.alignment = std::max(whole.alignment, part.alignment);
    whole.words += part.words;
  }
  whole.size = align_up(whole.size, whole.alignment);
  return whole;
}

Result<Shapes::Layout> Shapes::measure(const Shape& shape, int depth) {
  const auto [place, is_new] = layouts_.emplace(&shape, std::nullopt);
  if (place->second) return *place->second;
  if (!is_new) {
    return fail(ErrorCode::kCorrupt, "type '{}' contains itself, so that no value can exist",
                shape.type->name);
  }
  if (depth > kMaxWithin) {
    return fail(ErrorCode::kCorrupt, "type '{}' is nested too deep", shape.type->name);
  }
  Layout layout{0, 1, 0};
  switch (shape.form) {
    case Form::kScalar: {
      const std::uint32_t size = scalar_size(shape.type->kind);
      layout = {size, size, 1};
      break;
    }
    case Form::kPointer:
    case Form::kMap: layout = {kPointer, kPointer, 1}; break;
    case Form::kString: layout = {kString, kPointer, 2}; break;
    case Form::kSlice: layout = {kSlice, kPointer, 3}; break;
    case Form::kTime: layout = {kTime, 8, 3}; break;
    case Form::kUnknown: break;
    case Form::kArray: {
      MODUS_TRY(element, measure(*shape.element, depth + 1));
      layout = {element.size * shape.length, element.alignment, element.words * shape.length};
      break;
    }
    case Form::kStruct: {
      MODUS_TRY(whole, measure_struct(shape, depth));
      layout = whole;
      break;
    }
  }
  if (layout.size > kMaxSize) {
    return fail(ErrorCode::kCorrupt, "a value of type '{}' takes more than {} MB", shape.type->name,
                kMaxSize >> 20);
  }
  layouts_[&shape] = layout;
  return layout;
}

}  // namespace modus::guest::tinygo
