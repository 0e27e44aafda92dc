// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/type_name.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace modus::guest {
namespace {

using types::Kind;

struct Simple {
  std::string_view name;
  Kind kind;
};

constexpr Simple kNeutralNames[] = {
    {"bool", Kind::kBoolean},      {"i8", Kind::kInt8},
    {"i16", Kind::kInt16},         {"i32", Kind::kInt32},
    {"i64", Kind::kInt64},         {"u8", Kind::kUint8},
    {"u16", Kind::kUint16},        {"u32", Kind::kUint32},
    {"u64", Kind::kUint64},        {"f32", Kind::kFloat32},
    {"f64", Kind::kFloat64},       {"string", Kind::kString},
    {"bytes", Kind::kBytes},       {"timestamp", Kind::kTimestamp},
    {"duration", Kind::kDuration}, {"json", Kind::kOpaque},
};

constexpr Simple kGoNames[] = {
    {"bool", Kind::kBoolean},        {"int8", Kind::kInt8},
    {"int16", Kind::kInt16},         {"int32", Kind::kInt32},
    {"rune", Kind::kInt32},          {"int", Kind::kInt32},
    {"int64", Kind::kInt64},         {"uint8", Kind::kUint8},
    {"byte", Kind::kUint8},          {"uint16", Kind::kUint16},
    {"uint32", Kind::kUint32},       {"uint", Kind::kUint32},
    {"uintptr", Kind::kUint32},      {"uint64", Kind::kUint64},
    {"float32", Kind::kFloat32},     {"float64", Kind::kFloat64},
    {"string", Kind::kString},       {"time.Time", Kind::kTimestamp},
    {"any", Kind::kOpaque},          {"time.Duration", Kind::kDuration},
    {"interface {}", Kind::kOpaque}, {"interface{}", Kind::kOpaque},
};

std::unexpected<Error> damaged(std::string_view text) {
  return fail(ErrorCode::kCorrupt, "'{}' is no name of a type", text);
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "X" of "name<X>".
std::optional<std::string_view> argument_of(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with('>')) return {};
  text.remove_prefix(name.size());
  if (!text.starts_with('<')) return {};
  return text.substr(1, text.size() - 2);
}

// The place of the comma outside of all brackets, or npos.
std::size_t find_comma(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<' || text[i] == '[') ++depth;
    if (text[i] == '>' || text[i] == ']') --depth;
    if (text[i] == ',' && depth == 0) return i;
  }
  return text.npos;
}

// The place of the bracket that closes the one at the front, or npos.
std::size_t find_closing(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']' && --depth == 0) return i;
  }
  return text.npos;
}

std::optional<std::uint32_t> read_length(std::string_view text) {
  std::uint32_t length = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
  if (length > kMaxArrayLength) return {};
  return length;
}

bool is_byte(std::string_view name) { return name == "u8" || name == "uint8" || name == "byte"; }

TypeName list_of(std::string_view element) {
  if (is_byte(element)) return {.kind = Kind::kBytes};
  return {.kind = Kind::kList, .element = element};
}

Result<TypeName> array_of(std::string_view element, std::string_view length,
                          std::string_view text) {
  const auto count = read_length(length);
  if (!count) return damaged(text);
  if (is_byte(element)) return TypeName{.kind = Kind::kBytes, .length = count};
  return TypeName{.kind = Kind::kArray, .element = element, .length = count};
}

Result<TypeName> parse_neutral(std::string_view text) {
  if (text.ends_with('?')) {
    return TypeName{.kind = Kind::kNullable, .element = trim(text.substr(0, text.size() - 1))};
  }
  if (const auto element = argument_of(text, "list")) return list_of(trim(*element));
  if (const auto arguments = argument_of(text, "array")) {
    const std::size_t comma = find_comma(*arguments);
    if (comma == arguments->npos) return damaged(text);
    return array_of(trim(arguments->substr(0, comma)), trim(arguments->substr(comma + 1)), text);
  }
  if (const auto arguments = argument_of(text, "map")) {
    const std::size_t comma = find_comma(*arguments);
    if (comma == arguments->npos) return damaged(text);
    return TypeName{.kind = Kind::kMap,
                    .key = trim(arguments->substr(0, comma)),
                    .element = trim(arguments->substr(comma + 1))};
  }
  return TypeName{};
}

Result<TypeName> parse_go(std::string_view text) {
  if (text.starts_with('*')) return TypeName{.kind = Kind::kNullable, .element = text.substr(1)};
  if (text.starts_with("[]")) {
    TypeName list = list_of(text.substr(2));
    list.may_be_null = true;
    return list;
  }
  if (text.starts_with('[')) {
    const std::size_t end = find_closing(text);
    if (end == text.npos) return damaged(text);
    return array_of(text.substr(end + 1), text.substr(1, end - 1), text);
  }
  if (text.starts_with("map[")) {
    const std::string_view brackets = text.substr(3);
    const std::size_t end = find_closing(brackets);
    if (end == brackets.npos) return damaged(text);
    return TypeName{.kind = Kind::kMap,
                    .may_be_null = true,
                    .key = brackets.substr(1, end - 1),
                    .element = brackets.substr(end + 1)};
  }
  return TypeName{};
}

}  // namespace

Result<TypeName> parse_type_name(std::string_view text, Spelling spelling) {
  if (text.empty()) return damaged(text);
  const std::span<const Simple> simple =
      spelling == Spelling::kGo ? std::span<const Simple>(kGoNames) : kNeutralNames;
  const auto found = std::ranges::find(simple, text, &Simple::name);
  if (found != simple.end()) return TypeName{.kind = found->kind};
  if (const auto element = argument_of(text, "stream")) {
    return TypeName{.kind = Kind::kStream, .element = trim(*element)};
  }
  return spelling == Spelling::kGo ? parse_go(text) : parse_neutral(text);
}

bool contains_map(const types::Type& type) {
  std::vector<const types::Type*> seen{&type};
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const types::Type& each = *seen[i];
    if (each.kind == Kind::kMap) return true;
    const auto add = [&](const types::Type* part) {
      const bool is_new = std::ranges::find(seen, part) == seen.end();
      if (part != nullptr && is_new) seen.push_back(part);
    };
    add(each.element);
    for (const types::Field& field : each.fields) add(field.type);
  }
  return false;
}

std::string short_name(std::string_view name) {
  const std::string_view path = name.substr(0, name.find_first_of("<["));
  const std::size_t end = path.find_last_of("./:");
  return std::string(end == path.npos ? name : name.substr(end + 1));
}

}  // namespace modus::guest
