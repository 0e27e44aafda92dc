// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/module_import.h"

#include <algorithm>
#include <string_view>

#include "runtime/functions/function_table.h"
#include "runtime/types/agreement.h"

namespace modus::functions {
namespace {

std::string name_of(const ModuleRole& role) {
  return role.name.empty() ? "the app" : fmt::format("the module \"{}\"", role.name);
}

Result<ModuleImport> resolve(const types::Signature& import, const ModuleRole& role) {
  const std::string_view target = std::string_view(import.name).substr(guest::kModulePrefix.size());
  const std::size_t dot = target.find('.');
  const std::string callee(target.substr(0, dot));
  const std::string_view name = target.substr(dot + 1);
  const auto found =
      std::ranges::find(role.callees, callee, [](const auto& table) { return table->role().name; });
  if (found == role.callees.end()) {
    return fail(ErrorCode::kNotFound,
                "{} calls {} of the module \"{}\", which it may not: add \"{}\" to its \"calls\" "
                "under \"modules\" in modus.json, or remove the call",
                name_of(role), name, callee, callee);
  }
  const auto functions = (*found)->functions();
  const auto function = std::ranges::find(functions, name, &types::Signature::name);
  if (function == functions.end()) {
    return fail(
        ErrorCode::kNotFound,
        "{} calls {} of the module \"{}\", which has no such function any more; run \"modus "
        "build\" to renew the client, and mend the call",
        name_of(role), name, callee);
  }
  if (function->is_stream()) {
    return fail(ErrorCode::kInvalidArgument,
                "{} calls {} of the module \"{}\", whose result is a stream; streams go to clients "
                "only",
                name_of(role), name, callee);
  }
  if (auto agrees = types::check_agreement(import, *function); !agrees) {
    return fail(
        ErrorCode::kInvalidArgument,
        "{} calls {} of the module \"{}\" as it was when the client was made: {}; run \"modus "
        "build\" to renew the client",
        name_of(role), name, callee, agrees.error().message());
  }
  return ModuleImport{.caller = role.name,
                      .callee = callee,
                      .table = *found,
                      .function = static_cast<std::size_t>(function - functions.begin())};
}

}  // namespace

Result<std::vector<ModuleImport>> resolve_module_imports(const guest::Convention& caller,
                                                         const ModuleRole& role) {
  std::vector<ModuleImport> resolved;
  const auto imports = caller.imports();
  for (std::size_t i = 0; i < imports.size(); ++i) {
    if (!imports[i].name.starts_with(guest::kModulePrefix)) continue;
    MODUS_TRY(found, resolve(imports[i], role));
    found.import = i;
    resolved.push_back(std::move(found));
  }
  return resolved;
}

}  // namespace modus::functions
