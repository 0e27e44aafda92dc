// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/printer.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "runtime/graphql/language/source.h"
#include "runtime/graphql/language/text.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kBlockQuotes = "\"\"\"";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Whether every line after the first is empty or indented: without a line break in front, the
// indentation would be taken for that of the block.
bool is_all_indented(std::string_view text) {
  std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  for (; end != std::string_view::npos; end = text.find('\n', end + 1)) {
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && rest[0] != '\n' && !is_blank(rest[0])) return false;
  }
  return true;
}

void append_block_string(std::string& to, std::string_view text) {
  constexpr std::size_t kLongLine = 70;
  std::string escaped(text);
  for (std::size_t at = 0; (at = escaped.find(kBlockQuotes, at)) != std::string::npos;) {
    escaped.insert(at, 1, '\\');
    at += 1 + kBlockQuotes.size();
  }
  const bool is_line = !text.contains('\n');
  const bool indented = is_all_indented(text);
  const bool ends_in_escape = escaped.ends_with("\\\"\"\"");
  const bool needs_break = (text.ends_with('"') && !ends_in_escape) || text.ends_with('\\');
  const bool lines =
      !is_line || utf16_length(text) > kLongLine || needs_break || indented || ends_in_escape;
  const bool starts_blank = is_line && !text.empty() && is_blank(text[0]);
  to += kBlockQuotes;
  if ((lines && !starts_blank) || indented) to += '\n';
  to += escaped;
  if (lines || needs_break) to += '\n';
  to += kBlockQuotes;
}

void append(std::string& to, const ast::Value& value);

template <class Items, class Append>
void append_list(std::string& to, const Items& items, Append append_item) {
  bool first = true;
  for (const auto& item : items) {
    if (!first) to += ", ";
    first = false;
    append_item(item);
  }
}

void append(std::string& to, const ast::Value& value) {
  switch (value.kind) {
    case ast::ValueKind::kVariable: to.append("$").append(value.text); return;
    case ast::ValueKind::kString:
      return value.is_block ? append_block_string(to, value.text)
                            : append_string_literal(to, value.text);
    case ast::ValueKind::kList:
      to += '[';
      append_list(to, value.items, [&](const ast::Value& item) { append(to, item); });
      to += ']';
      return;
    case ast::ValueKind::kObject:
      to += '{';
      append_list(to, value.fields, [&](const ast::ObjectField& field) {
        to.append(field.name.text).append(": ");
        append(to, field.value);
      });
      to += '}';
      return;
    default: to += value.text; return;
  }
}

}  // namespace

std::string print(const ast::Value& value) {
  std::string text;
  append(text, value);
  return text;
}

std::string print(const ast::Type& type) {
  switch (type.kind) {
    case ast::TypeKind::kNamed: return std::string(type.name.text);
    case ast::TypeKind::kList: return "[" + print(*type.of) + "]";
    case ast::TypeKind::kNonNull: return print(*type.of) + "!";
  }
  return {};
}

void append_string_literal(std::string& to, std::string_view text) {
  constexpr std::string_view kSpecial = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  to += '"';
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    const std::size_t special = c.length == 1 ? kSpecial.find(text[0]) : std::string_view::npos;
    if (special != std::string_view::npos) {
      to.append("\\").append(1, kLetters[special]);
    } else if (c.value < 0x20 || (c.value >= 0x7f && c.value < 0xa0)) {
      fmt::format_to(std::back_inserter(to), "\\u{:04X}", c.value);
    } else {
      to += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  to += '"';
}

}  // namespace modus::graphql
