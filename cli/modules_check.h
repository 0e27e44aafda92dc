// SPDX-License-Identifier: Apache-2.0
// Whether modules that were built make one app.
#pragma once

#include <filesystem>
#include <span>

#include "cli/app_source.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// Fails as loading the app would, when a module calls what it may not or what is not there, or
/// names in the schema clash: so nothing is built that cannot be served. `wasm` are the modules'
/// files, in the app's order.
Result<void> check_modules(const AppSource& app, std::span<const std::filesystem::path> wasm);

}  // namespace modus::cli
