// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/type_merger.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace modus::graphql {
namespace {

bool same_fields(const Definition& a, const Definition& b) {
  return std::ranges::equal(a.fields, b.fields, [](const FieldText& x, const FieldText& y) {
    return x.name == y.name && x.type == y.type;
  });
}

const FieldText* find_field(const Definition& definition, std::string_view name) {
  const auto found = std::ranges::find(definition.fields, name, &FieldText::name);
  return found == definition.fields.end() ? nullptr : &*found;
}

std::string names_of(const Definition& definition) {
  std::vector<std::string_view> names;
  for (const FieldText& field : definition.fields) names.push_back(field.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Result<void> TypeMerger::add(std::size_t module, const TypeWriter& writer) {
  for (const std::string& name : writer.scalars())
    MODUS_CHECK(add(name, {module, Kind::kScalar, nullptr}));
  for (const Definition& definition : writer.definitions(Direction::kInput))
    MODUS_CHECK(add(definition.name, {module, Kind::kInput, &definition}));
  for (const Definition& definition : writer.definitions(Direction::kOutput))
    MODUS_CHECK(add(definition.name, {module, Kind::kOutput, &definition}));
  return {};
}

Result<void> TypeMerger::add(const std::string& name, Owned type) {
  const auto [place, is_new] = types_.emplace(name, type);
  if (type.kind == Kind::kScalar) scalars_.insert(name);
  if (is_new) return {};
  Owned& known = place->second;
  if (known.kind != type.kind) return clash(name, known, type);
  if (known.definition == nullptr) return {};
  if (!same_fields(*known.definition, *type.definition)) return clash(name, known, type);
  if (known.definition->docs.empty() && !type.definition->docs.empty()) known = type;
  return {};
}

std::unexpected<Error> TypeMerger::clash(const std::string& name, const Owned& a,
                                         const Owned& b) const {
  const bool prefixed = !modules_[a.module].prefix.empty() || !modules_[b.module].prefix.empty();
  return fail(ErrorCode::kInvalidArgument,
              "the modules \"{}\" and \"{}\" both have a GraphQL type \"{}\", but {}; make them "
              "alike, or give one of the modules {} \"prefix\" in modus.json",
              module_of(a), module_of(b), name, difference(a, b), prefixed ? "another" : "a");
}

std::string TypeMerger::difference(const Owned& a, const Owned& b) const {
  if (a.kind != b.kind) {
    return fmt::format("it is {} in \"{}\" and {} in \"{}\"", to_string(a.kind), module_of(a),
                       to_string(b.kind), module_of(b));
  }
  for (const FieldText& field : a.definition->fields) {
    const FieldText* const other = find_field(*b.definition, field.name);
    if (other == nullptr)
      return fmt::format("only that of \"{}\" has a field \"{}\"", module_of(a), field.name);
    if (other->type != field.type) {
      return fmt::format("the field \"{}\" is {} in \"{}\" and {} in \"{}\"", field.name,
                         field.type, module_of(a), other->type, module_of(b));
    }
  }
  for (const FieldText& field : b.definition->fields) {
    if (find_field(*a.definition, field.name) == nullptr)
      return fmt::format("only that of \"{}\" has a field \"{}\"", module_of(b), field.name);
  }
  return fmt::format("its fields have another order in \"{}\" ({}) than in \"{}\" ({})",
                     module_of(a), names_of(*a.definition), module_of(b), names_of(*b.definition));
}

std::vector<const Definition*> TypeMerger::definitions(Direction direction) const {
  std::vector<const Definition*> definitions;
  for (const auto& [name, type] : types_) {
    if (type.kind == (direction == Direction::kInput ? Kind::kInput : Kind::kOutput))
      definitions.push_back(type.definition);
  }
  return definitions;
}

std::string_view TypeMerger::to_string(Kind kind) {
  switch (kind) {
    case Kind::kScalar: return "a scalar";
    case Kind::kInput: return "an input type";
    case Kind::kOutput: break;
  }
  return "an object type";
}

}  // namespace modus::graphql
