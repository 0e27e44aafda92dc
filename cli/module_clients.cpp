// SPDX-License-Identifier: Apache-2.0
#include "cli/module_clients.h"

#include <fmt/format.h>

namespace modus::cli {

std::filesystem::path client_file(Language caller, std::string_view callee) {
  if (caller == Language::kAssemblyScript) return fmt::format("assembly/modules/{}.ts", callee);
  return fmt::format("modules/{}/{}.go", callee, callee);
}

Result<void> write_module_clients(const ModuleSource&, std::span<const BuiltCallee>) { return {}; }

}  // namespace modus::cli
