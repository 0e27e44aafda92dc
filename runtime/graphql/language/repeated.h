// SPDX-License-Identifier: Apache-2.0
// Finding names that come more than once.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "runtime/graphql/language/ast.h"
#include "runtime/graphql/language/name_table.h"

namespace modus::graphql {

/// Calls `report(name, first)` for each name that came before, with the place where it came first.
template <class Report>
void report_again(std::span<const ast::Name> names, Report report) {
  NameTable table;
  std::vector<Offset> first;
  for (const ast::Name& name : names) {
    const auto [number, is_new] = table.add(name.text);
    if (is_new) {
      first.push_back(name.at);
    } else {
      report(name, first[number]);
    }
  }
}

/// Calls `report(name, places)` once for each name that comes several times, with all its places.
template <class Report>
void report_repeated(std::span<const ast::Name> names, Report report) {
  NameTable table;
  std::vector<std::vector<Offset>> places;
  for (const ast::Name& name : names) {
    const auto [number, is_new] = table.add(name.text);
    if (is_new) places.emplace_back();
    places[number].push_back(name.at);
  }
  if (table.size() == names.size()) return;
  for (const ast::Name& name : names) {
    std::vector<Offset>& all = places[table.find(name.text)];
    if (all.size() > 1) report(name, std::exchange(all, {}));
  }
}

}  // namespace modus::graphql
