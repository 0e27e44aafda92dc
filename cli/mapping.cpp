// SPDX-License-Identifier: Apache-2.0
#include "cli/mapping.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace modus::cli {
namespace {

struct Row {
  std::string_view kind;
  std::string field;
  std::string arguments;
  std::string_view function;
  std::string_view reason;  // why it is hidden
};

// In the order of the document.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kKinds{
    {{"Query", "query"}, {"Mutation", "mutation"}, {"Subscription", "subscription"}}};

std::string arguments_of(const types::Signature& function) {
  if (function.parameters.empty()) return "";
  std::string text;
  for (const types::Parameter& parameter : function.parameters)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", parameter.name);
  return fmt::format("({})", text);
}

std::vector<Row> rows_of(const serve::AppVersion& version) {
  std::vector<Row> rows;
  for (const auto& [root, kind] : kKinds) {
    for (const auto& [field, function] : version.fields) {
      if (field.first != root) continue;
      rows.push_back({kind, field.second, arguments_of(version.modules->signature(function)),
                      version.modules->table(function).name_of(function.function), ""});
    }
  }
  for (const graphql::HiddenFunction& hidden : version.hidden) {
    const auto& table = version.modules->table({hidden.module, hidden.function});
    rows.push_back({"hidden", "–", "", table.name_of(hidden.function), hidden.reason});
  }
  return rows;
}

}  // namespace

std::string describe_mapping(const serve::AppVersion& version, const Terminal& terminal) {
  const std::vector<Row> rows = rows_of(version);
  std::size_t kind_width = 0;
  std::size_t field_width = 0;
  for (const Row& row : rows) {
    kind_width = std::max(kind_width, row.kind.size());
    field_width = std::max(field_width, row.field.size() + row.arguments.size());
  }
  std::string text;
  for (const Row& row : rows) {
    const bool is_hidden = !row.reason.empty();
    const std::size_t width = is_hidden ? 1 : row.field.size() + row.arguments.size();
    text +=
        fmt::format("  {}  {}{}{}  ← {}", terminal.dim(fmt::format("{:<{}}", row.kind, kind_width)),
                    is_hidden ? terminal.dim(row.field) : terminal.bold(row.field), row.arguments,
                    std::string(field_width - width, ' '), row.function);
    if (is_hidden) text += terminal.dim(fmt::format("  ({})", row.reason));
    text += '\n';
  }
  return text;
}

}  // namespace modus::cli
