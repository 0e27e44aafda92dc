// SPDX-License-Identifier: Apache-2.0
// Paths in modus.json: of URLs, and of files of the app.
#pragma once

#include <filesystem>
#include <string>

#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"

namespace modus::app {

/// The "path" of an endpoint. Fails when it is no URL's path, or the runtime's own.
Result<std::string> read_url_path(const ManifestNode& node);

/// Whether a path relative to a folder leads out of it.
bool leads_outside(const std::filesystem::path& path);

}  // namespace modus::app
