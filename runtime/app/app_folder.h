// SPDX-License-Identifier: Apache-2.0
// What lies in an app's build folder: modus.json and the compiled functions (contract sections 1.1
// and 8.4).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "runtime/base/result.h"

namespace modus::app {

struct AppFolder {
  std::filesystem::path manifest_path;
  std::filesystem::path module_path;
  std::string manifest;  // the text of modus.json, for Manifest::parse
  std::string module;    // the bytes of the WebAssembly module
};

struct AppFolderLimits {
  std::uint64_t max_manifest_bytes = 4u << 20;
  std::uint64_t max_module_bytes = 512u << 20;
};

/// Finds and reads both files. Fails with kNotFound when one is missing, kInvalidArgument when
/// there are several modules, kResourceExhausted when one is too large; each error names the folder
/// or file and what to do.
Result<AppFolder> read_app_folder(const std::filesystem::path& folder,
                                  const AppFolderLimits& limits = {});

}  // namespace modus::app
