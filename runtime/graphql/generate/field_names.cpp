// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/field_names.h"

#include <algorithm>
#include <array>

namespace modus::graphql {
namespace {

constexpr std::array<std::string_view, 2> kTrimmed{"get", "list"};
constexpr std::array<std::string_view, 17> kMutations{
    "mutate", "post", "patch", "put",    "delete", "add",    "update", "insert", "upsert",
    "create", "edit", "save",  "remove", "alter",  "modify", "start",  "stop"};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether the name is the verb, or begins with it as a word of its own; case is ignored.
bool begins_with_verb(std::string_view name, std::string_view verb) {
  if (name.size() < verb.size()) return false;
  if (!std::ranges::equal(name.substr(0, verb.size()), verb, {}, lower)) return false;
  return name.size() == verb.size() || !is_lower(name[verb.size()]);
}

std::string with_lower_first(std::string_view name) {
  std::string result(name);
  if (!result.empty()) result.front() = lower(result.front());
  return result;
}

}  // namespace

bool is_graphql_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
  });
}

Result<std::optional<std::string>> field_name(std::string_view function) {
  std::string_view trimmed = function;
  for (std::string_view verb : kTrimmed) {
    if (!begins_with_verb(function, verb)) continue;
    // "GETAll" and "ListFoo" match but keep their prefix: it is taken off in lower case only.
    if (function.starts_with(verb)) trimmed.remove_prefix(verb.size());
    break;
  }
  std::string name = with_lower_first(is_graphql_name(trimmed) ? trimmed : function);
  if (name.starts_with('_')) return std::nullopt;
  if (!is_graphql_name(name))
    return fail(
        ErrorCode::kInvalidArgument,
        "the function \"{}\" cannot be a GraphQL field: a name there has only the letters A "
        "to Z, digits and underscores; rename it, or name its field with @name",
        function);
  return name;
}

std::string with_upper_first(std::string_view name) {
  std::string result(name);
  if (!result.empty() && is_lower(result.front()))
    result.front() = static_cast<char>(result.front() - 'a' + 'A');
  return result;
}

std::string prefixed(std::string_view prefix, std::string_view name) {
  if (prefix.empty()) return std::string(name);
  return std::string(prefix) + with_upper_first(name);
}

std::string_view root_type(std::string_view function) {
  const bool changes = std::ranges::any_of(
      kMutations, [function](std::string_view verb) { return begins_with_verb(function, verb); });
  return changes ? "Mutation" : "Query";
}

}  // namespace modus::graphql
