// SPDX-License-Identifier: Apache-2.0
// Functions that a module imports from other modules of its app.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
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

/// Finds what the module imports from others. Fails with kNotFound and kInvalidArgument, naming
/// both modules and what to do: when the module may not call the other one, that has no such
/// function, or has changed since the caller was built.
Result<std::vector<ModuleImport>> resolve_module_imports(const guest::Convention& caller,
                                                         const ModuleRole& role);

}  // namespace modus::functions
