// SPDX-License-Identifier: Apache-2.0
// The generated code by which a module calls the functions of others.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "cli/app_source.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// A module that may be called, as it was built.
struct BuiltCallee {
  std::string name;
  std::filesystem::path wasm;
};

/// Where the client of a callee lies in a caller's folder.
std::filesystem::path client_file(Language caller, std::string_view callee);

/// Brings the clients in the caller's folder up to date with what its callees export now. Runs
/// before the caller is compiled, on any thread. A file is written only when its content changes:
/// what did not change is not built again.
Result<void> write_module_clients(const ModuleSource& caller, std::span<const BuiltCallee> callees);

}  // namespace modus::cli
