// SPDX-License-Identifier: Apache-2.0
// The functions of an app, over all of its modules.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/app/app_folder.h"
#include "runtime/functions/function_table.h"

namespace modus::functions {

/// Where a function is: in which module of a ModuleSet, and where in its FunctionTable.
struct FunctionPlace {
  std::size_t module = 0;
  std::size_t function = 0;
};

/// A module that is ready to be called.
struct LoadedModule {
  app::Module declared;  // as modus.json has it; without a name in an app of one module
  std::shared_ptr<const FunctionTable> table;
};

/// Immutable and thread-safe. Each module comes after those it may call.
class ModuleSet {
 public:
  /// Loads each module as FunctionTable::load() does; errors name the file.
  static Result<std::shared_ptr<const ModuleSet>> load(sandbox::Engine& engine,
                                                       const app::AppFolder& folder,
                                                       const std::shared_ptr<Host>& host);
  /// An app of one module.
  static std::shared_ptr<const ModuleSet> of(std::shared_ptr<const FunctionTable> table);

  std::span<const LoadedModule> modules() const { return modules_; }
  /// Whether one of them is; see sandbox::Module::is_provisional().
  bool is_provisional() const {
    return std::ranges::any_of(modules_,
                               [](const auto& module) { return module.table->is_provisional(); });
  }
  const FunctionTable& table(const FunctionPlace& place) const {
    return *modules_[place.module].table;
  }
  const types::Signature& signature(const FunctionPlace& place) const {
    return table(place).functions()[place.function];
  }
  /// The function that FunctionTable::name_of() names so.
  std::optional<FunctionPlace> find(std::string_view name) const;
  std::size_t function_count() const;

 private:
  explicit ModuleSet(std::vector<LoadedModule> modules) : modules_(std::move(modules)) {}

  const std::vector<LoadedModule> modules_;
};

}  // namespace modus::functions
