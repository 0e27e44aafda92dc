// SPDX-License-Identifier: Apache-2.0
#include "runtime/clients/contents.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/algorithm/string.hpp>

#include "runtime/observe/printable.h"

namespace modus::clients {
namespace {

using types::Kind;
using types::Type;

// Collects the records of one function, and looks for what cannot be said.
class Walk {
 public:
  explicit Walk(const Grammar& grammar) : grammar_(grammar) {}

  std::optional<std::string> add(const Type& type) {
    if (std::ranges::find(records_, &type) != records_.end()) return std::nullopt;
    if (auto why = grammar_.refuse(type)) return why;
    if (type.kind == Kind::kRecord) records_.push_back(&type);
    for (const Type* const part : {type.key, type.element}) {
      if (part == nullptr) continue;
      if (auto why = add(*part)) return why;
    }
    for (const types::Field& field : type.fields) {
      if (!grammar_.is_name(field.name))
        return fmt::format("the field '{}' of {} has no name here", field.name, type.short_name);
      if (auto why = add(*field.type))
        return fmt::format("the field '{}' of {}: {}", field.name, type.short_name, *why);
    }
    return std::nullopt;
  }

  const std::vector<const Type*>& records() const { return records_; }

 private:
  const Grammar& grammar_;
  std::vector<const Type*> records_;
};

// A line of a comment: what a module calls its parts is not under our control.
std::string on_one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const std::string_view character = first_character(text);
    line += is_control(character) ? std::string_view(" ") : character;
    text.remove_prefix(character.size());
  }
  return line;
}

std::optional<std::string> walk_names(const Grammar& grammar, const types::Signature& function) {
  if (!grammar.is_name(function.name)) return "its name is none here";
  for (const types::Parameter& parameter : function.parameters) {
    if (!grammar.is_name(parameter.name))
      return fmt::format("its parameter '{}' has no name here", parameter.name);
  }
  for (std::size_t i = 0; i < function.results.size(); ++i) {
    const std::string name = types::result_name(function.results[i], i);
    if (!grammar.is_name(name)) return fmt::format("its result '{}' has no name here", name);
  }
  return std::nullopt;
}

std::optional<std::string> walk_types(Walk& walk, const types::Signature& function) {
  if (function.is_stream()) return "its result is a stream, and streams go to clients only";
  for (const types::Parameter& parameter : function.parameters) {
    if (auto why = walk.add(*parameter.type))
      return fmt::format("parameter '{}': {}", parameter.name, *why);
  }
  for (const types::NamedResult& result : function.results) {
    if (auto why = walk.add(*result.type)) return "its result: " + *why;
  }
  return std::nullopt;
}

}  // namespace

Contents list_contents(std::span<const types::Signature> functions, const Grammar& grammar) {
  Contents contents;
  for (const types::Signature& function : functions) {
    if (function.name.starts_with('_')) continue;
    Walk walk(grammar);
    auto why = walk_names(grammar, function);
    if (!why) why = walk_types(walk, function);
    if (why) {
      contents.left_out.push_back({on_one_line(function.name), on_one_line(*why)});
      continue;
    }
    contents.functions.push_back(&function);
    for (const Type* const record : walk.records()) {
      if (std::ranges::find(contents.records, record) == contents.records.end())
        contents.records.push_back(record);
    }
  }
  return contents;
}

std::vector<std::string> comment_lines(std::span<const std::string> docs) {
  std::vector<std::string> lines;
  for (const std::string& text : docs) {
    std::vector<std::string> parts;
    boost::split(parts, text, boost::is_any_of("\r\n"));
    for (std::string& line : parts) {
      boost::replace_all(line, "*/", "* /");
      boost::trim_right(line);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace modus::clients
