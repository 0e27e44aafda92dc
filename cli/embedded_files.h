// SPDX-License-Identifier: Apache-2.0
// Files that a Go app embeds (//go:embed), as its build leaves word of them for `modus dev`.
#pragma once

#include <filesystem>
#include <vector>

#include "runtime/app/modules.h"

namespace modus::cli {

/// Whether the last build of the app, or of one of its modules, took that file in.
bool is_embedded(const std::filesystem::path& app, const std::vector<app::Module>& modules,
                 const std::filesystem::path& path);

}  // namespace modus::cli
