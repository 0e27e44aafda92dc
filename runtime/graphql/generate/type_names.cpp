// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/type_names.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "runtime/graphql/generate/field_names.h"

namespace modus::graphql {
namespace {

using types::Kind;
using types::Type;

constexpr std::string_view kInputSuffix = "Input";

/// The short name as a GraphQL name. Of a generic's arguments, too, only the last part of a path
/// counts: "Box<~lib/string/String>" is Box_String.
std::string sanitized(std::string_view short_name) {
  std::string result;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty() && !result.empty()) result += '_';
    result += std::exchange(word, {});
  };
  for (char c : short_name) {
    if (c == '/') {
      word.clear();
    } else if (is_graphql_name({&c, 1}) || (c >= '0' && c <= '9')) {
      word += c;
    } else {
      end_word();
    }
  }
  end_word();
  // Two underscores in front are for introspection only.
  while (result.starts_with("__")) result.erase(0, 1);
  if (!is_graphql_name(result)) result.insert(0, "Type");
  return result;
}

}  // namespace

bool is_scalar_class(const Type& type) {
  return type.kind == Kind::kOpaque || (type.kind == Kind::kRecord && type.fields.empty());
}

bool is_plain_json(const Type& type) {
  return type.kind == Kind::kOpaque && type.short_name == "JSON";
}

TypeNames::TypeNames(const types::TypeTable& table, std::string_view prefix)
    : table_(table),
      prefix_(with_upper_first(prefix)),
      used_{"Query",  "Mutation", "Subscription", "AgentEvent", "JSON",
            "String", "Boolean",  "Float",        "Int",        "ID",
            "UInt",   "Void",     "Int64",        "UInt64",     "Timestamp"} {
  for (const Type& type : table_.all()) {
    if (type.kind == Kind::kRecord) record_names_.insert(sanitized(type.short_name));
  }
}

std::string TypeNames::wanted_name(const Type& type, Direction direction) const {
  std::string name = sanitized(type.short_name);
  if (is_scalar_class(type)) return name;
  const bool has_suffix = name.size() > kInputSuffix.size() && name.ends_with(kInputSuffix);
  if (direction == Direction::kInput) return has_suffix ? name : name + std::string(kInputSuffix);
  const std::string shorter = has_suffix ? name.substr(0, name.size() - kInputSuffix.size()) : name;
  return record_names_.contains(shorter) ? name : shorter;
}

void TypeNames::assign(const std::set<const Type*>& inputs, const std::set<const Type*>& outputs) {
  assign(outputs, Direction::kOutput);
  assign(inputs, Direction::kInput);
  std::set<const Type*> scalars;
  for (const Type& type : table_.all()) {
    if (is_plain_json(type)) {
      names_.emplace(std::pair(&type, Direction::kOutput), type.short_name);
    } else if (is_scalar_class(type)) {
      scalars.insert(&type);
    }
  }
  assign(scalars, Direction::kOutput);
}

void TypeNames::assign(const std::set<const Type*>& types, Direction direction) {
  using Candidate = std::tuple<bool, std::string_view, std::string, const Type*>;
  std::vector<Candidate> candidates;
  for (const Type* type : types) {
    std::string wanted = wanted_name(*type, direction);
    const bool borrowed = wanted != type->short_name;
    candidates.emplace_back(borrowed, type->name, prefixed(prefix_, wanted), type);
  }
  std::ranges::sort(candidates);
  for (const auto& [borrowed, full_name, wanted, type] : candidates)
    names_.emplace(std::pair(type, direction), unique(wanted));
}

const std::string& TypeNames::name_of(const Type& type, Direction direction) const {
  return names_.at({&type, is_scalar_class(type) ? Direction::kOutput : direction});
}

std::string TypeNames::unique(const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; !used_.insert(name).second; ++number)
    name = fmt::format("{}{}", wanted, number);
  return name;
}

}  // namespace modus::graphql
