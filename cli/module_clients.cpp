// SPDX-License-Identifier: Apache-2.0
#include "cli/module_clients.h"

#include <fstream>

#include <fmt/format.h>

#include "runtime/app/app_folder.h"
#include "runtime/app/read_file.h"
#include "runtime/clients/assemblyscript.h"
#include "runtime/clients/contents.h"
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

// Also when it was cut off, or its ends of lines were changed.
bool is_generated(const fs::path& file) {
  const std::string_view head = clients::kGenerated.substr(0, clients::kGenerated.size() - 1);
  std::string start(head.size(), '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(stream.gcount()));
  return head.starts_with(start);
}

// Replaces what was generated, in one step; what a person wrote stays.
Result<void> update(const fs::path& file, const std::string& text) {
  if (const auto there = app::read_file(file, text.size()); there && *there == text) return {};
  std::error_code problem;
  if (fs::exists(file, problem) && !is_generated(file)) {
    return fail(ErrorCode::kInvalidArgument,
                "{} was not generated, but the client by which the module calls another belongs "
                "there; move what you wrote to another file",
                file.string());
  }
  const fs::path temporary = file.parent_path() / fmt::format(".{}.tmp", file.filename().string());
  fs::create_directories(file.parent_path(), problem);
  std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
  stream << text << std::flush;
  if (!problem && stream) fs::rename(temporary, file, problem);
  if (!problem && stream) return {};
  return fail(ErrorCode::kUnavailable, "cannot write {}, by which the module calls another",
              file.string());
}

}  // namespace

fs::path client_file(Language caller, std::string_view callee) {
  if (caller == Language::kAssemblyScript) return fmt::format("assembly/modules/{}.ts", callee);
  // To Go, some folders are out of bounds, and words behind an underscore say where a file counts.
  const bool is_special = callee == "internal" || callee == "vendor";
  std::string file(callee);
  std::erase(file, '_');
  return fmt::format("modules/{}{}/{}.go", callee, is_special ? "_" : "", file);
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
