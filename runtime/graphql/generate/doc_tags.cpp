// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/doc_tags.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "runtime/graphql/generate/field_names.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kBlanks);
  if (start == text.npos) return {};
  return text.substr(start, text.find_last_not_of(kBlanks) + 1 - start);
}

/// "@deprecated Use that." split after its first word.
struct Tag {
  std::string_view name;  // with its @; empty: the line has none
  std::string_view text;
};

Tag tag_of(std::string_view line) {
  line = trimmed(line);
  if (!line.starts_with('@')) return {};
  const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
  return {line.substr(0, end), trimmed(line.substr(end))};
}

// Between the text and the tags stood perhaps an empty line.
void drop_empty_ends(std::vector<std::string>& lines) {
  const auto is_empty = [](const std::string& line) { return trimmed(line).empty(); };
  while (!lines.empty() && is_empty(lines.back())) lines.pop_back();
  lines.erase(lines.begin(), std::ranges::find_if_not(lines, is_empty));
}

// Keeps the lines that `take_tag` does not want.
template <class TakeTag>
Result<Docs> read_lines(std::span<const std::string> lines, TakeTag take_tag) {
  Docs docs;
  for (const std::string& line : lines) {
    const Tag tag = tag_of(line);
    if (tag.name == "@deprecated") {
      docs.deprecated = tag.text;
    } else {
      MODUS_TRY(taken, take_tag(tag));
      if (!taken) docs.lines.push_back(line);
    }
  }
  if (docs.lines.size() < lines.size()) drop_empty_ends(docs.lines);
  return docs;
}

/// Reads the tags of one function.
class FunctionTags {
 public:
  FunctionTags(const types::Signature& function, FunctionDocs& into)
      : function_(function), into_(into) {}

  /// Whether the tag is one of ours.
  Result<bool> take(const Tag& tag) {
    if (tag.name == "@query" || tag.name == "@mutation") {
      MODUS_CHECK(take_root(tag.name));
    } else if (tag.name == "@name") {
      MODUS_CHECK(take_name(tag.text));
    } else if (tag.name == "@hidden") {
      into_.is_hidden = true;
    } else {
      return false;
    }
    return true;
  }

 private:
  Result<void> take_root(std::string_view tag) {
    const std::string_view root = tag == "@query" ? "Query" : "Mutation";
    if (function_.is_stream())
      return fail(ErrorCode::kInvalidArgument,
                  "the function \"{}\" is marked {}, but its result is a stream, which makes it a "
                  "field of Subscription; remove the tag",
                  function_.name, tag);
    if (into_.root && *into_.root != root)
      return fail(ErrorCode::kInvalidArgument,
                  "the function \"{}\" is marked both @query and @mutation; remove one of the tags",
                  function_.name);
    into_.root = root;
    return {};
  }

  Result<void> take_name(std::string_view name) {
    if (!is_graphql_name(name) || name.starts_with("__"))
      return fail(ErrorCode::kInvalidArgument,
                  "the function \"{}\" is marked \"@name {}\", which GraphQL does not allow as a "
                  "name; one has only the letters A to Z, digits and underscores, no digit in "
                  "front, and not two underscores there",
                  function_.name, name);
    if (into_.name && *into_.name != name)
      return fail(ErrorCode::kInvalidArgument,
                  "the function \"{}\" is marked with the names \"{}\" and \"{}\"; remove one of "
                  "the tags",
                  function_.name, *into_.name, name);
    into_.name = name;
    return {};
  }

  const types::Signature& function_;
  FunctionDocs& into_;
};

}  // namespace

Result<FunctionDocs> read_docs(const types::Signature& function) {
  FunctionDocs result;
  FunctionTags tags(function, result);
  MODUS_TRY(docs, read_lines(function.docs, [&](const Tag& tag) { return tags.take(tag); }));
  result.docs = std::move(docs);
  return result;
}

Docs read_docs(const types::Field& field) {
  return *read_lines(field.docs, [](const Tag&) { return Result<bool>(false); });
}

}  // namespace modus::graphql
