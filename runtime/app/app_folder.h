// SPDX-License-Identifier: Apache-2.0
// What lies in an app's build folder: modus.json and the compiled functions (contract sections 1.1
// and 8.4), for each module of modus.json a file of its name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "runtime/app/manifest.h"
#include "runtime/base/result.h"

namespace modus::app {

/// A compiled module.
struct ModuleFile {
  std::string name;  // in modus.json; empty in an app of one module
  std::filesystem::path path;
  std::string wasm;
};

struct AppFolder {
  std::filesystem::path manifest_path;
  Manifest manifest;
  std::vector<ModuleFile> modules;  // as the manifest lists them, else the one there is
};

struct AppFolderLimits {
  std::uint64_t max_manifest_bytes = 4u << 20;
  std::uint64_t max_module_bytes = 512u << 20;
};

/// Finds and reads the files. Fails with kNotFound when one is missing, kInvalidArgument when
/// modus.json is wrong or lists no modules although there are several, kResourceExhausted when one
/// is too large; each error names the folder or file and what to do.
Result<AppFolder> read_app_folder(const std::filesystem::path& folder,
                                  const AppFolderLimits& limits = {});

}  // namespace modus::app
