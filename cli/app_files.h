// SPDX-License-Identifier: Apache-2.0
// What an app has besides its modules, on its way into the build folder.
#pragma once

#include <filesystem>

#include "runtime/app/manifest.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// Copies the files and folders that the manifest names; what is gone from a folder goes from its
/// copy. Fails with kNotFound when one is missing.
Result<void> place_files(const app::Manifest& manifest, const std::filesystem::path& from,
                         const std::filesystem::path& to);

/// Replaces the file in one step.
Result<void> place_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace modus::cli
