// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/type_writer.h"

#include <algorithm>

#include "runtime/graphql/generate/field_names.h"

namespace modus::graphql {
namespace {

using types::Kind;
using types::Type;

void collect(const Type& type, std::set<const Type*>& records) {
  if (type.kind == Kind::kRecord) {
    if (is_scalar_class(type) || !records.insert(&type).second) return;
    for (const types::Field& field : type.fields) collect(*field.type, records);
  }
  if (type.key != nullptr) collect(*type.key, records);
  if (type.element != nullptr) collect(*type.element, records);
}

/// A GraphQL type's part of a pair's name: "[Foo!]" is NullableFooList.
std::string pair_part(std::string_view text) {
  const bool required = text.ends_with('!');
  if (required) text.remove_suffix(1);
  std::string part(text);
  if (text.starts_with('[')) part = pair_part(text.substr(1, text.size() - 2)) + "List";
  return required ? part : "Nullable" + part;
}

std::string input_part(std::string_view text) {
  constexpr std::string_view kSuffix = "Input";
  std::string part = pair_part(text);
  if (part.ends_with(kSuffix)) part.resize(part.size() - kSuffix.size());
  return part;
}

std::string result_name(const types::Signature& function, std::size_t index) {
  const std::string& name = function.results[index].name;
  return name.empty() ? fmt::format("item{}", index + 1) : name;
}

/// Whether the record has the function's results as its fields.
bool holds_results(const Type& record, const types::Signature& function) {
  if (record.kind != Kind::kRecord || record.fields.size() != function.results.size()) return false;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    if (record.fields[i].type != function.results[i].type) return false;
    if (record.fields[i].name != result_name(function, i)) return false;
  }
  return true;
}

/// The first such record by name, or null.
const Type* find_record_of_results(const types::TypeTable& table,
                                   const types::Signature& function) {
  const Type* found = nullptr;
  for (const Type& type : table.all()) {
    if (holds_results(type, function) && (found == nullptr || type.name < found->name))
      found = &type;
  }
  return found;
}

Result<void> check_field_names(std::span<const FieldText> fields, std::string_view owner) {
  std::set<std::string_view> seen;
  for (const FieldText& field : fields) {
    if (!is_graphql_name(field.name) || field.name.starts_with("__"))
      return fail(ErrorCode::kInvalidArgument,
                  "the field \"{}\" of {} has no name that GraphQL allows; rename it", field.name,
                  owner);
    if (!seen.insert(field.name).second)
      return fail(ErrorCode::kInvalidArgument,
                  "{} has two fields that would both be \"{}\" in GraphQL; rename one of them",
                  owner, field.name);
  }
  return {};
}

}  // namespace

TypeWriter::TypeWriter(std::span<const types::Signature* const> exports,
                       const types::TypeTable& table, std::string_view prefix,
                       ResultObjects& result_objects)
    : table_(table), names_(table, prefix), result_objects_(result_objects) {
  std::set<const Type*> inputs;
  std::set<const Type*> outputs;
  for (const types::Signature* function : exports) {
    for (const auto& parameter : function->parameters) collect(*parameter.type, inputs);
    for (const auto& result : function->results) collect(*result.type, outputs);
    if (function->results.size() < 2) continue;
    if (const Type* record = find_record_of_results(table, *function)) collect(*record, outputs);
  }
  names_.assign(inputs, outputs);

  for (const Type& type : table.all()) {
    if (is_plain_json(type)) continue;  // defined in every schema
    if (is_scalar_class(type)) scalars_.insert(names_.name_of(type, Direction::kOutput));
    // Listed in the metadata, though shown as String or Int64 where they are used.
    const bool listed = type.kind == Kind::kBytes || type.kind == Kind::kDuration;
    if (listed && is_graphql_name(type.short_name)) scalars_.insert(names_.unique(type.short_name));
  }
}

Result<std::string> TypeWriter::text_of(const Type& type, Direction direction) {
  if (type.kind == Kind::kVoid) return scalar("Void");
  MODUS_TRY(text, required_text(type.required(), direction));
  return type.is_nullable() ? text : text + "!";
}

Result<std::string> TypeWriter::required_text(const Type& type, Direction direction) {
  switch (type.kind) {
    case Kind::kBoolean: return "Boolean";
    case Kind::kInt8:
    case Kind::kInt16:
    case Kind::kInt32:
    case Kind::kUint8:
    case Kind::kUint16: return "Int";
    case Kind::kUint32: return scalar("UInt");
    case Kind::kInt64:
    case Kind::kDuration: return scalar("Int64");
    case Kind::kUint64: return scalar("UInt64");
    case Kind::kFloat32:
    case Kind::kFloat64: return "Float";
    case Kind::kString:
    case Kind::kBytes: return "String";
    case Kind::kTimestamp: return scalar("Timestamp");
    case Kind::kList:
    case Kind::kArray: {
      MODUS_TRY(element, text_of(*type.element, direction));
      return fmt::format("[{}]", element);
    }
    case Kind::kMap: return pair_text(type, direction);
    case Kind::kRecord:
    case Kind::kOpaque: {
      MODUS_CHECK(define(type, direction));
      return names_.name_of(type, direction);
    }
    // Two pointers are as null as one; a stream stands only where result_text() looks through it.
    case Kind::kStream:
    case Kind::kNullable: return required_text(*type.element, direction);
    case Kind::kVoid: return scalar("Void");
  }
  return scalar("Void");
}

Result<std::string> TypeWriter::pair_text(const Type& map, Direction direction) {
  MODUS_TRY(key, text_of(*map.key, direction));
  MODUS_TRY(value, text_of(*map.element, direction));
  std::string& name = pairs_[{key, value, direction}];
  if (name.empty()) {
    const bool input = direction == Direction::kInput;
    name = names_.unique(input ? input_part(key) + input_part(value) + "PairInput"
                               : pair_part(key) + pair_part(value) + "Pair");
    definitions_for(direction).push_back({name, {{"key", key}, {"value", value}}, {}});
  }
  return fmt::format("[{}!]", name);
}

Result<void> TypeWriter::define(const Type& record, Direction direction) {
  if (is_scalar_class(record) || !defined_.emplace(&record, direction).second) return {};
  Definition definition{names_.name_of(record, direction), {}, record.docs};
  for (const types::Field& field : record.fields) {
    MODUS_TRY(text, text_of(*field.type, direction));
    Docs docs = read_docs(field);
    // GraphQL allows no deprecation of what must be given.
    if (direction == Direction::kInput && text.ends_with('!')) docs.deprecated.reset();
    definition.fields.push_back({field.name, std::move(text), std::move(docs)});
  }
  MODUS_CHECK(check_field_names(definition.fields, fmt::format("the type \"{}\"", record.name)));
  definitions_for(direction).push_back(std::move(definition));
  return {};
}

Result<std::string> TypeWriter::result_text(const types::Signature& function) {
  if (function.results.empty()) return scalar("Void");
  if (function.results.size() == 1) {
    const Type& type = *function.results[0].type;
    return text_of(function.is_stream() ? *type.element : type, Direction::kOutput);
  }
  if (const Type* record = find_record_of_results(table_, function)) {
    MODUS_CHECK(define(*record, Direction::kOutput));
    return names_.name_of(*record, Direction::kOutput);
  }

  Definition definition;
  std::vector<std::pair<std::string, std::string>> key;
  for (std::size_t i = 0; i < function.results.size(); ++i) {
    MODUS_TRY(text, text_of(*function.results[i].type, Direction::kOutput));
    key.emplace_back(result_name(function, i), text);
    definition.fields.push_back({result_name(function, i), std::move(text)});
  }
  MODUS_CHECK(
      check_field_names(definition.fields, fmt::format("the results of \"{}\"", function.name)));
  std::string& name = result_objects_[std::move(key)];
  if (name.empty()) {
    name = names_.unique(fmt::format("_type{}", result_objects_.size()));
    definition.name = name;
    definitions_for(Direction::kOutput).push_back(std::move(definition));
  }
  return name;
}

std::string TypeWriter::scalar(std::string name) {
  scalars_.insert(name);
  return name;
}

}  // namespace modus::graphql
