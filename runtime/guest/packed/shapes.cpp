// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/packed/shapes.h"

#include <algorithm>

namespace modus::guest::packed {
namespace {

using types::Kind;

constexpr int kMaxNesting = 32;  // of the parts of one name
constexpr int kMaxWithin = 200;  // records and arrays in one another, with nothing between
constexpr std::uint64_t kLengthSize = 4;

std::uint64_t scalar_size(Kind kind) {
  switch (kind) {
    case Kind::kBoolean:
    case Kind::kInt8:
    case Kind::kUint8: return 1;
    case Kind::kInt16:
    case Kind::kUint16: return 2;
    case Kind::kInt32:
    case Kind::kUint32:
    case Kind::kFloat32: return 4;
    case Kind::kInt64:
    case Kind::kUint64:
    case Kind::kFloat64:
    case Kind::kDuration: return 8;
    case Kind::kTimestamp: return 16;
    default: return 0;
  }
}

}  // namespace

Shapes::Shapes(const Metadata& metadata)
    : metadata_(metadata),
      spelling_(metadata.info.sdk == "modus-sdk-go" ? Spelling::kGo : Spelling::kNeutral) {}

Result<const Shape*> Shapes::resolve(std::string_view name) {
  MODUS_TRY(shape, find(name));
  if (shape->type->kind == Kind::kStream) {
    return fail(ErrorCode::kCorrupt,
                "a stream can only be the whole result of a function, not a parameter; use a list "
                "there");
  }
  MODUS_CHECK(finish_records());
  return shape;
}

Result<const Shape*> Shapes::resolve_result(std::string_view name) {
  MODUS_TRY(shape, find(name));
  MODUS_CHECK(finish_records());
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

Shapes::Added Shapes::add(std::string_view name, Kind kind) {
  types::Type& type = types_.add({});
  type.kind = kind;
  type.name = name;
  Shape& shape = shapes_.emplace_back();
  shape.type = &type;
  return {type, shape};
}

Result<const Shape*> Shapes::build(std::string_view name) {
  MODUS_TRY(parts, parse_type_name(name, spelling_));
  if (parts.kind == Kind::kRecord) return build_named(name);
  MODUS_TRY(shape, build_parts(name, parts));
  if (!parts.may_be_null) return shape;
  const auto [type, nullable] = add(name, Kind::kNullable);
  type.element = shape->type;
  type.null_is_empty = true;
  nullable.element = shape;
  return &nullable;
}

Result<const Shape*> Shapes::build_parts(std::string_view name, const TypeName& parts) {
  const Shape* key = nullptr;
  const Shape* element = nullptr;
  for (auto [part, text] : {std::pair(&key, parts.key), std::pair(&element, parts.element)}) {
    const bool has_part = part == &key ? parts.kind == Kind::kMap
                                       : parts.kind == Kind::kMap || !parts.element.empty();
    if (!has_part) continue;
    MODUS_TRY(found, find(text));
    if (found->type->kind == Kind::kStream) {
      return fail(ErrorCode::kCorrupt,
                  "a stream can only be the whole result of a function, not "
                  "part of another type; use a list there");
    }
    *part = found;
  }
  const auto [type, shape] = add(name, parts.kind);
  type.key = key != nullptr ? key->type : nullptr;
  type.element = element != nullptr ? element->type : nullptr;
  type.length = parts.length.value_or(0);
  // The original shows as scalars what the metadata lists.
  const bool is_plain_json = parts.kind == Kind::kOpaque;
  if (is_plain_json || metadata_.find_type(name) != nullptr) type.short_name = short_name(name);
  if (is_plain_json) type.short_name = "JSON";
  shape.key = key;
  shape.element = element;
  shape.has_fixed_length = parts.kind == Kind::kBytes && parts.length.has_value();
  return &shape;
}

Result<const Shape*> Shapes::build_named(std::string_view name) {
  const DeclaredType* declared = metadata_.find_type(name);
  if (declared == nullptr) {
    return fail(ErrorCode::kCorrupt, "type '{}' is not described in the module's metadata", name);
  }
  const Added added = add(name, declared->fields ? Kind::kRecord : Kind::kOpaque);
  added.type.short_name = short_name(name);
  added.type.id = declared->id;
  added.type.docs = declared->docs;
  if (declared->fields) unfinished_.push_back({declared, added});
  return &added.shape;
}

// Fields may lead back to their record, and to more records.
Result<void> Shapes::finish_records() {
  while (!unfinished_.empty()) {
    const auto [declared, added] = unfinished_.back();
    unfinished_.pop_back();
    for (const DeclaredField& field : *declared->fields) {
      auto shape = find(field.type);
      if (shape && (*shape)->type->kind == Kind::kStream) {
        shape = fail(ErrorCode::kCorrupt, "a stream can only be the whole result of a function");
      }
      if (!shape) {
        return fail(shape.error().code(), "field '{}' of '{}': {}", field.name, declared->name,
                    shape.error().message());
      }
      added.type.fields.push_back({field.name, (*shape)->type, field.docs});
      added.shape.fields.push_back(*shape);
    }
  }
  return {};
}

const Shape* Shapes::combine(const std::vector<DeclaredResult>& results,
                             const std::vector<const Shape*>& shapes) {
  types::Type& type = combined_.emplace_back();
  type.kind = Kind::kRecord;
  type.name = "the results";
  for (std::size_t i = 0; i < results.size(); ++i) {
    type.fields.push_back({types::result_name({results[i].name, nullptr}, i), shapes[i]->type, {}});
  }
  Shape& shape = shapes_.emplace_back();
  shape.type = &type;
  shape.fields = shapes;
  return &shape;
}

Result<void> Shapes::complete() {
  for (Shape& shape : shapes_) {
    MODUS_TRY(size, measure(shape, 0));
    shape.least_size = size.least;
    shape.is_fixed_size = size.is_fixed;
  }
  for (const Shape& shape : shapes_) MODUS_CHECK(check(shape));
  return {};
}

Result<Shapes::Size> Shapes::measure(const Shape& shape, int depth) {
  const auto [place, is_new] = sizes_.emplace(&shape, std::nullopt);
  if (place->second) return *place->second;
  if (!is_new) {
    return fail(ErrorCode::kCorrupt, "type '{}' contains itself, so that no value can exist",
                shape.type->name);
  }
  if (depth > kMaxWithin) {
    return fail(ErrorCode::kCorrupt, "type '{}' is nested too deep", shape.type->name);
  }
  Size size{scalar_size(shape.type->kind), true};
  switch (shape.type->kind) {
    case Kind::kString:
    case Kind::kOpaque:
    case Kind::kList:
    case Kind::kMap: size = {kLengthSize, false}; break;
    case Kind::kNullable: size = {1, false}; break;
    case Kind::kBytes:
      size = {shape.has_fixed_length ? shape.type->length : kLengthSize, shape.has_fixed_length};
      break;
    case Kind::kArray: {
      MODUS_TRY(element, measure(*shape.element, depth + 1));
      size = {element.least * shape.type->length, element.is_fixed};
      break;
    }
    case Kind::kRecord:
      for (const Shape* field : shape.fields) {
        MODUS_TRY(part, measure(*field, depth + 1));
        size = {size.least + part.least, size.is_fixed && part.is_fixed};
      }
      break;
    default: break;
  }
  if (size.least > kMaxBlock) {
    return fail(ErrorCode::kCorrupt, "a value of type '{}' takes more than {} MB", shape.type->name,
                kMaxBlock >> 20);
  }
  sizes_[&shape] = size;
  return size;
}

Result<void> Shapes::check(const Shape& shape) const {
  const Kind kind = shape.type->kind;
  const bool has_many = kind == Kind::kList || kind == Kind::kArray || kind == Kind::kMap;
  const std::uint64_t key_size = shape.key != nullptr ? shape.key->least_size : 0;
  if (has_many && key_size + shape.element->least_size == 0) {
    return fail(ErrorCode::kCorrupt, "type '{}' has elements that take no bytes", shape.type->name);
  }
  if (kind == Kind::kMap && contains_map(*shape.key->type)) {
    return fail(ErrorCode::kCorrupt, "type '{}' has a map within its keys", shape.type->name);
  }
  return {};
}

}  // namespace modus::guest::packed
