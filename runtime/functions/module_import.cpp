// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/module_import.h"

#include <algorithm>
#include <string_view>

#include "runtime/functions/function_table.h"
#include "runtime/types/agreement.h"

namespace modus::functions {
namespace {

std::string described(std::string_view module) {
  return module.empty() ? "the app" : fmt::format("the module \"{}\"", module);
}

// `caller` is described.
Result<ImportPlace> find(const types::Signature& import, std::string_view caller,
                         std::span<const Callee> callees) {
  const std::string_view target = std::string_view(import.name).substr(guest::kModulePrefix.size());
  const std::size_t dot = target.find('.');
  const std::string callee(target.substr(0, dot));
  const std::string_view name = target.substr(dot + 1);
  const auto found = std::ranges::find(callees, callee, &Callee::name);
  if (found == callees.end()) {
    return fail(ErrorCode::kNotFound,
                "{} calls {} of the module \"{}\", which it may not: add \"{}\" to its \"calls\" "
                "under \"modules\" in modus.json, or remove the call",
                caller, name, callee, callee);
  }
  const auto functions = found->functions;
  const auto function = std::ranges::find(functions, name, &types::Signature::name);
  if (function == functions.end()) {
    return fail(
        ErrorCode::kNotFound,
        "{} calls {} of the module \"{}\", which has no such function any more; run \"modus "
        "build\" to renew the client, and mend the call",
        caller, name, callee);
  }
  if (function->is_stream()) {
    return fail(ErrorCode::kInvalidArgument,
                "{} calls {} of the module \"{}\", whose result is a stream; streams go to clients "
                "only",
                caller, name, callee);
  }
  if (auto agrees = types::check_agreement(import, *function); !agrees) {
    return fail(
        ErrorCode::kInvalidArgument,
        "{} calls {} of the module \"{}\" as it was when the client was made: {}; run \"modus "
        "build\" to renew the client",
        caller, name, callee, agrees.error().message());
  }
  return ImportPlace{.callee = static_cast<std::size_t>(found - callees.begin()),
                     .function = static_cast<std::size_t>(function - functions.begin())};
}

}  // namespace

Result<std::vector<ImportPlace>> find_module_imports(const guest::Convention& caller,
                                                     std::string_view name,
                                                     std::span<const Callee> callees) {
  std::vector<ImportPlace> places;
  const auto imports = caller.imports();
  for (std::size_t i = 0; i < imports.size(); ++i) {
    if (!imports[i].name.starts_with(guest::kModulePrefix)) continue;
    MODUS_TRY(place, find(imports[i], described(name), callees));
    place.import = i;
    places.push_back(place);
  }
  return places;
}

Result<std::vector<ModuleImport>> resolve_module_imports(const guest::Convention& caller,
                                                         const ModuleRole& role) {
  std::vector<Callee> callees;
  for (const auto& table : role.callees)
    callees.push_back({table->role().name, table->functions()});
  MODUS_TRY(places, find_module_imports(caller, role.name, callees));
  std::vector<ModuleImport> resolved;
  for (const ImportPlace& place : places) {
    const auto& table = role.callees[place.callee];
    resolved.push_back({.import = place.import,
                        .caller = role.name,
                        .callee = table->role().name,
                        .table = table,
                        .function = place.function});
  }
  return resolved;
}

}  // namespace modus::functions
