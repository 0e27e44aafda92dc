// SPDX-License-Identifier: Apache-2.0
// The pinned compilers that apps are built with.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/terminal.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// The oldest Node.js that runs the AssemblyScript compiler.
inline constexpr int kOldestNode = 20;

/// The version of the Node.js in PATH, such as "v20.20.2", or nothing.
std::optional<std::string> node_version();

/// Whether the packages that the SDK's lock file pins are installed in its folder.
bool is_assemblyscript_ready(const std::filesystem::path& sdk);

/// The folder of the AssemblyScript SDK, with its pinned compiler fetched if it was not there (by
/// lock file; npm never picks a version or a package of its own).
Result<std::filesystem::path> prepare_assemblyscript(Terminal& terminal);

}  // namespace modus::cli
