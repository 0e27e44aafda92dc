// SPDX-License-Identifier: Apache-2.0
#include "cli/pretty.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

#include "runtime/json/json.h"
#include "runtime/json/writer.h"
#include "runtime/observe/printable.h"

namespace modus::cli {
namespace {

// Characters of East Asia and emoji take two columns.
std::size_t columns_of(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character.front());
  const bool is_hangul_jamo =
      character.starts_with("\xe1\x84") || character.starts_with("\xe1\x85");
  const bool is_wide = (byte >= 0xe3 && byte <= 0xed) || byte == 0xf0 || is_hangul_jamo;
  return character.size() >= 3 && is_wide ? 2 : 1;
}

std::size_t columns_of_text(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    columns += columns_of(character);
    text.remove_prefix(character.size());
  }
  return columns;
}

void write_pretty(std::string& out, const json::Value& value, std::size_t indent);

void write_all(std::string& out, const auto& container, char open, char close, std::size_t indent,
               auto write_one) {
  out += open;
  const char* separator = "\n";
  for (const auto& one : container) {
    out += separator;
    out.append(indent + 2, ' ');
    write_one(one);
    separator = ",\n";
  }
  if (!container.empty()) {
    out += '\n';
    out.append(indent, ' ');
  }
  out += close;
}

void write_pretty(std::string& out, const json::Value& value, std::size_t indent) {
  if (const json::Object* const object = value.if_object()) {
    write_all(out, *object, '{', '}', indent, [&](const auto& member) {
      out += json::to_text(json::Value(member.key())) + ": ";
      write_pretty(out, member.value(), indent + 2);
    });
  } else if (const json::Array* const array = value.if_array()) {
    write_all(out, *array, '[', ']', indent,
              [&](const json::Value& item) { write_pretty(out, item, indent + 2); });
  } else if (value.is_double()) {
    json::Writer writer;  // 0.9, where Boost.JSON writes 9E-1
    writer.number(value.get_double());
    out += writer.text();
  } else {
    out += json::to_text(value);
  }
}

}  // namespace

std::string pretty_json(std::string_view json, std::size_t indent) {
  const auto document = json::parse(json);
  if (!document) return without_controls(json);
  std::string out(indent, ' ');
  write_pretty(out, *document, indent);
  return without_controls(out);
}

std::string without_controls(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    if (!is_control(character) || character == "\n" || character == "\t") out += character;
    text.remove_prefix(character.size());
  }
  return out;
}

std::string clipped(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t used = 0;
  std::size_t end_with_mark = 0;  // where the text ends when the mark must be added
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    text.remove_prefix(character.size());
    const std::string_view shown = is_control(character) ? std::string_view(" ") : character;
    if (shown == " " && (out.empty() || out.ends_with(' '))) continue;
    if (used + 1 <= columns) end_with_mark = out.size();
    used += columns_of(shown);
    if (used > columns) {
      out.resize(end_with_mark);
      return columns == 0 ? "" : out + "…";
    }
    out += shown;
  }
  return out;
}

std::string padded(std::string_view text, std::size_t columns) {
  std::string out = clipped(text, columns);
  out.append(columns - columns_of_text(out), ' ');
  return out;
}

std::size_t output_columns() {
  constexpr std::size_t kStandard = 120;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* const variable = std::getenv("COLUMNS");
  if (variable == nullptr) return kStandard;
  const std::string_view text(variable);
  std::size_t columns = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
  return error == std::errc() && columns > 0 ? columns : kStandard;
}

}  // namespace modus::cli
