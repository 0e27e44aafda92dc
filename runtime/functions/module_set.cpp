// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/module_set.h"

#include <algorithm>

namespace modus::functions {
Result<std::shared_ptr<const ModuleSet>> ModuleSet::load(sandbox::Engine& engine,
                                                         const app::AppFolder& folder,
                                                         const std::shared_ptr<Host>& host) {
  std::vector<LoadedModule> modules;
  for (const app::ModuleFile& file : folder.modules) {
    LoadedModule module;
    if (const app::Module* declared = folder.manifest.find_module(file.name))
      module.declared = *declared;
    ModuleRole role{.name = file.name, .callees = {}};
    for (const std::string& callee : module.declared.calls)
      role.callees.push_back(std::ranges::find(modules, callee, [](const LoadedModule& loaded) {
                               return loaded.declared.name;
                             })->table);
    auto table =
        FunctionTable::load(engine, std::as_bytes(std::span(file.wasm)), host, std::move(role));
    if (!table) return std::unexpected(table.error().within(file.path.string()));
    module.table = *std::move(table);
    modules.push_back(std::move(module));
  }
  return std::shared_ptr<const ModuleSet>(new ModuleSet(std::move(modules)));
}

std::shared_ptr<const ModuleSet> ModuleSet::of(std::shared_ptr<const FunctionTable> table) {
  return std::shared_ptr<const ModuleSet>(
      new ModuleSet({LoadedModule{.declared = {}, .table = std::move(table)}}));
}

std::optional<FunctionPlace> ModuleSet::find(std::string_view name) const {
  for (std::size_t module = 0; module < modules_.size(); ++module) {
    if (const auto function = modules_[module].table->find(name))
      return FunctionPlace{.module = module, .function = *function};
  }
  return std::nullopt;
}

std::size_t ModuleSet::function_count() const {
  std::size_t count = 0;
  for (const LoadedModule& module : modules_) count += module.table->functions().size();
  return count;
}

}  // namespace modus::functions
