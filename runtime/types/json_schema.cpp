// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/json_schema.h"

#include <algorithm>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include <boost/algorithm/string/trim.hpp>

#include "runtime/types/integer_range.h"
#include "runtime/types/json_fit.h"

namespace modus::types {
namespace {

using Lines = std::span<const std::string>;

bool is_tag(const std::string& line) { return line.starts_with('@'); }

std::string join(Lines lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

// The lines without tags, and without those that belong to a tag.
std::string prose_of(Lines lines) {
  return join(lines.first(std::ranges::find_if(lines, is_tag) - lines.begin()));
}

// "The order's number." of "@param id The order's number." and the lines that follow it.
std::string parameter_docs(Lines lines, std::string_view name) {
  constexpr std::string_view kTag = "@param ";
  const auto is_about_it = [&](const std::string& line) {
    if (!line.starts_with(kTag)) return false;
    const std::string rest = boost::trim_left_copy(line.substr(kTag.size()));
    return rest.starts_with(name) && (rest.size() == name.size() || rest[name.size()] == ' ');
  };
  const auto first = std::ranges::find_if(lines, is_about_it);
  if (first == lines.end()) return {};
  const auto end = std::find_if(first + 1, lines.end(), is_tag);
  const std::string text = join(Lines(first, end));
  std::string about = text.substr(text.find(name, kTag.size()) + name.size());
  boost::trim_left_if(about, boost::is_any_of(" -"));
  return about;
}

void describe(json::Value& schema, const std::string& text) {
  json::Object& object = schema.get_object();
  // Providers refuse a reference that has anything beside it.
  if (!text.empty() && !object.contains("$ref")) object["description"] = text;
}

// Bounds that a double does not hold exactly are left to the check of the value.
json::Value integer_schema(IntegerRange range) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  json::Object schema{{"type", "integer"}};
  if (range.min > -kExact) schema["minimum"] = range.min;
  if (range.max < kExact) schema["maximum"] = range.max;
  return schema;
}

json::Object object_schema(json::Object properties, json::Array required) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

class Projector {
 public:
  // A record at the root stands there itself, also when it is referred to from within.
  Result<json::Value> root(const Type& type) {
    count(type);
    if (type.kind != Kind::kRecord) return with_definitions(schema_of(type));
    return with_definitions(record(type));
  }

  Result<json::Value> root(const Signature& function) {
    for (const Parameter& parameter : function.parameters) count(*parameter.type);
    return with_definitions(arguments(function));
  }

 private:
  void count(const Type& type) {
    if (type.kind == Kind::kRecord && ++uses_[&type] > 1) return;
    if (type.element != nullptr) count(*type.element);
    if (type.key != nullptr) count(*type.key);
    for (const Field& field : type.fields) count(*field.type);
  }

  Result<json::Value> with_definitions(Result<json::Value> schema) {
    if (schema && !definitions_.empty()) schema->get_object()["$defs"] = std::move(definitions_);
    return schema;
  }

  Result<json::Value> schema_of(const Type& type) {
    if (const auto range = integer_range(type.kind)) return integer_schema(*range);
    switch (type.kind) {
      case Kind::kBoolean: return json::Object{{"type", "boolean"}};
      case Kind::kFloat32:
      case Kind::kFloat64: return json::Object{{"type", "number"}};
      case Kind::kString: return json::Object{{"type", "string"}};
      case Kind::kBytes:  // not all providers know contentEncoding
        return json::Object{{"type", "string"}, {"description", "Bytes as base64."}};
      case Kind::kTimestamp: return json::Object{{"type", "string"}, {"format", "date-time"}};
      case Kind::kNullable:  // a model that need not choose does better
        return type.null_is_empty ? schema_of(*type.element) : nullable(*type.element);
      case Kind::kList: return list(*type.element);
      case Kind::kArray: return array(type);
      case Kind::kMap: return map(type);
      case Kind::kRecord: return uses_[&type] > 1 ? reference(type) : record(type);
      default:
        return fail(ErrorCode::kInvalidArgument,
                    "a model cannot be told what a {} looks like: nothing is known of its values",
                    type.short_name.empty() ? type.name : type.short_name);
    }
  }

  Result<json::Value> nullable(const Type& element) {
    MODUS_TRY(schema, schema_of(element));
    return json::Object{{"anyOf", json::Array{std::move(schema), {{"type", "null"}}}}};
  }

  Result<json::Value> list(const Type& element) {
    MODUS_TRY(items, schema_of(element));
    return json::Object{{"type", "array"}, {"items", std::move(items)}};
  }

  Result<json::Value> array(const Type& type) {
    MODUS_TRY(schema, list(*type.element));
    schema.get_object()["minItems"] = type.length;
    schema.get_object()["maxItems"] = type.length;
    return schema;
  }

  Result<json::Value> map(const Type& type) {
    MODUS_TRY(key, schema_of(*type.key));
    MODUS_TRY(value, schema_of(*type.element));
    return json::Object{
        {"type", "array"},
        {"items",
         object_schema({{"key", std::move(key)}, {"value", std::move(value)}}, {"key", "value"})}};
  }

  Result<json::Value> record(const Type& type) {
    json::Object properties;
    json::Array required;
    for (const Field& field : type.fields) {
      MODUS_TRY(schema, schema_of(*field.type));
      describe(schema, prose_of(field.docs));
      properties[field.name] = std::move(schema);
      required.emplace_back(field.name);
    }
    json::Value schema = object_schema(std::move(properties), std::move(required));
    describe(schema, prose_of(type.docs));
    return schema;
  }

  Result<json::Value> reference(const Type& type) {
    const auto [named, is_new] = names_.emplace(&type, std::string());
    if (is_new) {
      named->second = free_name(type.short_name);
      definitions_[named->second] = nullptr;  // takes the place: it may refer to itself
      MODUS_TRY(definition, record(type));
      definitions_[names_[&type]] = std::move(definition);
    }
    return json::Object{{"$ref", "#/$defs/" + names_[&type]}};
  }

  // Nothing that a JSON Pointer or a URI would want escaped.
  std::string free_name(std::string_view wanted) const {
    std::string name(wanted);
    std::ranges::replace_if(name, [](char c) { return !boost::is_alnum()(c) && c != '_'; }, '_');
    while (definitions_.contains(name)) name += '_';
    return name;
  }

  Result<json::Value> arguments(const Signature& function) {
    json::Object properties;
    json::Array required;
    for (const Parameter& parameter : function.parameters) {
      MODUS_TRY(schema, schema_of(*parameter.type));
      describe(schema, parameter_docs(function.docs, parameter.name));
      add_default(schema, parameter);
      properties[parameter.name] = std::move(schema);
      if (!parameter.default_value) required.emplace_back(parameter.name);
    }
    return object_schema(std::move(properties), std::move(required));
  }

  // A default that only the function itself can compute does not fit its type.
  static void add_default(json::Value& schema, const Parameter& parameter) {
    if (!parameter.default_value) return;
    json::Value value = *parameter.default_value;
    if (fit_json(value, *parameter.type) && !schema.get_object().contains("$ref"))
      schema.get_object()["default"] = std::move(value);
  }

  std::map<const Type*, int> uses_;  // of records
  std::map<const Type*, std::string> names_;
  json::Object definitions_;
};

}  // namespace

Result<json::Value> to_json_schema(const Type& type) { return Projector().root(type); }

Result<json::Value> arguments_schema(const Signature& function) {
  return Projector().root(function);
}

std::string description_of(const Signature& function) { return prose_of(function.docs); }

}  // namespace modus::types
