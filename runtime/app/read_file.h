// SPDX-License-Identifier: Apache-2.0
// Reading whole files that have a limit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "runtime/base/result.h"

namespace modus::app {

/// The file's content. Fails with kNotFound, kPermissionDenied, kResourceExhausted (longer than the
/// limit) or kUnavailable, naming the file.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace modus::app
