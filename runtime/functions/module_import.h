// SPDX-License-Identifier: Apache-2.0
// Functions that a module imports from other modules of its app.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/guest/convention.h"

namespace modus::functions {

class FunctionTable;

/// What a module is among those of its app.
struct ModuleRole {
  std::string name = {};  // in modus.json; empty in an app of one module
  std::vector<std::shared_ptr<const FunctionTable>> callees = {};  // that it may call
};

/// A function that a module imports from another, and where it was found.
struct ModuleImport {
  std::size_t import = 0;  // index into the caller's Convention::imports()
  std::string caller;      // the modules' names
  std::string callee;
  std::shared_ptr<const FunctionTable> table;  // the callee's
  std::size_t function = 0;                    // index into its functions
};

/// A module that another may call.
struct Callee {
  std::string_view name;
  std::span<const types::Signature> functions;
};

/// Where an import was found: indices into the caller's imports, the callees, and the functions of
/// that one.
struct ImportPlace {
  std::size_t import = 0;
  std::size_t callee = 0;
  std::size_t function = 0;
};

/// Finds what a module imports from others. Fails with kNotFound and kInvalidArgument, naming both
/// modules and what to do: when the module may not call the other one, that has no such function,
/// or has changed since the caller was built.
Result<std::vector<ImportPlace>> find_module_imports(const guest::Convention& caller,
                                                     std::string_view name,
                                                     std::span<const Callee> callees);

/// The same of modules that are loaded.
Result<std::vector<ModuleImport>> resolve_module_imports(const guest::Convention& caller,
                                                         const ModuleRole& role);

}  // namespace modus::functions
