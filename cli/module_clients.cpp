// SPDX-License-Identifier: Apache-2.0
#include "cli/module_clients.h"

#include <fstream>

#include <fmt/format.h>

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/clients/assemblyscript.h"
#include "runtime/clients/go.h"
#include "runtime/guest/convention.h"
#include "runtime/sandbox/outline.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

// What the client is to be.
Result<std::string> client_text(Language caller, const BuiltCallee& callee) {
  MODUS_TRY(wasm, app::read_file(callee.wasm, app::AppFolderLimits{}.max_module_bytes));
  MODUS_TRY(outline, sandbox::Outline::read(std::as_bytes(std::span(wasm))));
  MODUS_TRY(convention, guest::make_convention(outline));
  return caller == Language::kGo
             ? clients::go_client(callee.name, convention->exports())
             : clients::assemblyscript_client(callee.name, convention->exports());
}

Result<void> update(const fs::path& file, const std::string& text) {
  if (const auto there = app::read_file(file, text.size()); there && *there == text) return {};
  std::error_code problem;
  fs::create_directories(file.parent_path(), problem);
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text << std::flush;
  if (!problem && stream) return {};
  return fail(ErrorCode::kUnavailable, "cannot write {}, by which the module calls another",
              file.string());
}

}  // namespace

fs::path client_file(Language caller, std::string_view callee) {
  if (caller == Language::kAssemblyScript) return fmt::format("assembly/modules/{}.ts", callee);
  return fmt::format("modules/{}/{}.go", callee, callee);
}

Result<void> write_module_clients(const ModuleSource& caller,
                                  std::span<const BuiltCallee> callees) {
  for (const BuiltCallee& callee : callees) {
    auto text = client_text(caller.language, callee);
    if (!text) {
      return std::unexpected(
          text.error().within(fmt::format("cannot make the client of \"{}\"", callee.name)));
    }
    MODUS_CHECK(update(caller.folder / client_file(caller.language, callee.name), *text));
  }
  return {};
}

}  // namespace modus::cli
