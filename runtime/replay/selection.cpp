// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/selection.h"

#include <array>
#include <optional>

#include "runtime/json/json.h"
#include "runtime/json/writer.h"

namespace modus::replay {
namespace {

using types::Kind;
using types::Projection;
using types::Type;

constexpr std::string_view kTypename = "__typename";

// The fields that a projection of a value of some type is about.
struct Fields {
  std::string owner;
  std::vector<std::pair<std::string_view, const Type*>> fields;

  explicit Fields(const Type& type) {
    const Type* inner = &type;
    while (inner->element != nullptr && inner->kind != Kind::kMap) inner = inner->element;
    owner = inner->short_name.empty() ? inner->name : inner->short_name;
    if (inner->kind == Kind::kMap) fields = {{"key", inner->key}, {"value", inner->element}};
    for (const types::Field& field : inner->fields) fields.emplace_back(field.name, field.type);
  }
};

void write(json::Writer& writer, const Projection& projection, const Type& type) {
  const Fields fields(type);
  writer.begin_array();
  for (const Projection::Entry& entry : projection.entries) {
    writer.begin_array();
    writer.string(entry.key);
    if (entry.is_typename) {
      writer.string(kTypename);
      writer.string(entry.type_name);
    } else {
      const auto& [name, of] = fields.fields.at(entry.field);
      writer.string(name);
      if (entry.projection != nullptr) write(writer, *entry.projection, *of);
    }
    writer.end_array();
  }
  writer.end_array();
}

std::string text_at(const json::Array& parts, std::size_t index) {
  return index < parts.size() && parts[index].is_string() ? std::string(parts[index].get_string())
                                                          : std::string();
}

// Adds the projection to the selection; what it refers to stands behind it.
Result<const Projection*> read(const json::Value& json, const Type& type, Selection& selection) {
  const json::Array* const entries = json.if_array();
  if (entries == nullptr) return fail(ErrorCode::kCorrupt, "the selection is no list");
  Projection& projection = selection.projections.emplace_back();
  const Fields fields(type);
  for (const json::Value& item : *entries) {
    const json::Array parts = item.is_array() ? item.get_array() : json::Array();
    Projection::Entry entry{.key = text_at(parts, 0)};
    const std::string name = text_at(parts, 1);
    if (name == kTypename) {
      entry.is_typename = true;
      entry.type_name = text_at(parts, 2);
    } else {
      while (entry.field < fields.fields.size() && fields.fields[entry.field].first != name)
        ++entry.field;
      if (entry.field == fields.fields.size()) {
        return fail(ErrorCode::kInvalidArgument,
                    "{} has no field \"{}\" any more, which was asked for", fields.owner, name);
      }
      if (parts.size() > 2) {
        MODUS_TRY(inner, read(parts[2], *fields.fields[entry.field].second, selection));
        entry.projection = inner;
      }
    }
    projection.entries.push_back(std::move(entry));
  }
  return &projection;
}

}  // namespace

std::string write_selection(const Projection* projection, const Type& type) {
  if (projection == nullptr) return {};
  json::Writer writer;
  write(writer, *projection, type);
  return writer.take();
}

Result<Selection> read_selection(std::string_view json, const Type& type) {
  Selection selection;
  if (json.empty()) return selection;
  MODUS_TRY(document, json::parse(json));
  MODUS_CHECK(read(document, type, selection));
  return selection;
}

}  // namespace modus::replay
