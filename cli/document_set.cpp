// SPDX-License-Identifier: Apache-2.0
#include "cli/document_set.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "runtime/graphql/language/parser.h"

namespace modus::cli {
namespace {

using namespace graphql;

std::size_t count_lines(std::string_view text) { return locate(text, text.size()).line; }

void add_spreads(const ast::SelectionSet& set, std::vector<std::string>& spreads) {
  for (const ast::Selection& selection : set.items) {
    if (selection.kind == ast::SelectionKind::kSpread) spreads.emplace_back(selection.name.text);
    if (selection.selection_set != nullptr) add_spreads(*selection.selection_set, spreads);
  }
}

std::vector<std::string> spreads_of(const ast::Definition& definition) {
  std::vector<std::string> spreads;
  if (definition.operation != nullptr) add_spreads(*definition.operation->selection_set, spreads);
  if (definition.fragment != nullptr) add_spreads(*definition.fragment->selection_set, spreads);
  return spreads;
}

Offset start_of(const ast::Definition& definition) {
  if (definition.operation != nullptr) return definition.operation->at;
  return definition.fragment != nullptr ? definition.fragment->at : definition.type_system->at;
}

}  // namespace

JoinedDocument::JoinedDocument(const SourceFile& file)
    : text_(file.text), lines_(count_lines(text_)), pieces_({{1, {&file, {1, 1}}}}) {}

void JoinedDocument::append(FilePlace from, std::string_view definition) {
  pieces_.push_back({lines_ + 1, from});
  text_.append("\n").append(definition);
  lines_ += count_lines(definition);
}

FilePlace JoinedDocument::origin(Location location) const {
  const auto after = std::ranges::upper_bound(pieces_, location.line, {}, &Piece::line);
  const auto& [line, from] = *std::prev(after);
  const std::size_t down = location.line - line;
  const std::size_t column = location.column + (down == 0 ? from.location.column - 1 : 0);
  return {from.file, {from.location.line + down, column}};
}

std::vector<Diagnostic> SharedFragments::add(const SourceFile& file) {
  const auto document = parse_document(file.text);
  if (!document) return {document.error()};
  std::vector<Diagnostic> errors;
  const auto definitions = (*document)->definitions();
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const ast::Fragment* fragment = definitions[i].fragment;
    if (fragment == nullptr) continue;
    const std::size_t end =
        i + 1 < definitions.size() ? start_of(definitions[i + 1]) : file.text.size();
    const Location at = (*document)->locate(fragment->at);
    const auto [known, is_new] = fragments_.emplace(
        fragment->name.text,
        Fragment{{&file, at},
                 std::string_view(file.text).substr(fragment->at, end - fragment->at),
                 spreads_of(definitions[i])});
    if (!is_new) {
      errors.push_back({fmt::format("There can be only one fragment named \"{}\"; {} has another.",
                                    fragment->name.text, known->second.from.file->name),
                        {at}});
    }
  }
  return errors;
}

JoinedDocument SharedFragments::join(const SourceFile& file) const {
  JoinedDocument joined(file);
  const auto document = parse_document(file.text);
  if (!document) return joined;  // which its check will say
  std::set<std::string, std::less<>> present;
  std::vector<std::string> wanted;
  for (const ast::Definition& definition : (*document)->definitions()) {
    if (definition.fragment != nullptr) present.emplace(definition.fragment->name.text);
    for (std::string& name : spreads_of(definition)) wanted.push_back(std::move(name));
  }
  while (!wanted.empty()) {
    const std::string name = std::move(wanted.back());
    wanted.pop_back();
    const auto fragment = fragments_.find(name);
    if (fragment == fragments_.end() || !present.insert(name).second) continue;
    joined.append(fragment->second.from, fragment->second.text);
    wanted.insert(wanted.end(), fragment->second.spreads.begin(), fragment->second.spreads.end());
  }
  return joined;
}

}  // namespace modus::cli
