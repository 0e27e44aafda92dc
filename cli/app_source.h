// SPDX-License-Identifier: Apache-2.0
// An app as its author has it: a folder with modus.json and the sources of its modules.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "runtime/app/manifest.h"
#include "runtime/base/result.h"

namespace modus::cli {

enum class Language { kAssemblyScript, kGo };

/// What is compiled to one .wasm file.
struct ModuleSource {
  std::string name;              // in modus.json; empty in an app of one module
  std::filesystem::path folder;  // absolute
  Language language;
  std::vector<std::string> calls;  // names of the modules that it may call
  std::string go_compiler = "go";  // or "tinygo", for a module in Go
};

struct AppSource {
  std::filesystem::path folder;        // absolute
  std::filesystem::path build_folder;  // what is built goes there: folder/build
  std::filesystem::path state_folder;  // of builds to come, whatever the build folder: folder/build
  app::Manifest manifest;
  std::vector<ModuleSource> modules;  // each after those it may call

  bool has_several_modules() const { return !manifest.modules.empty(); }
};

/// Checks what can be seen without compiling. Fails with kNotFound when the folder is no app or a
/// module's is none, saying what is missing and how to make it; kInvalidArgument when modus.json is
/// wrong.
Result<AppSource> read_app_source(const std::filesystem::path& folder);

/// Whether the folder looks like an app's rather than a build folder, which has a modus.json, too.
bool is_app_source(const std::filesystem::path& folder);

/// Whether a file is compiled, or decides how.
bool is_source(const std::filesystem::path& path);

}  // namespace modus::cli
