// SPDX-License-Identifier: Apache-2.0
// The folder of compiled modules: whether it may be trusted, and keeping it small.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "runtime/sandbox/aot_cache_file.h"

namespace modus::sandbox {

constexpr std::string_view kCodeSuffix = ".cwasm";
constexpr std::string_view kTemporarySuffix = ".tmp";

/// Opens the folder, creating it with mode 0700 (and those above it) when it is missing. What is
/// opened belongs to this process's user and only that user can write it. The error says what is
/// wrong and how to mend it.
std::expected<File, std::string> open_private_folder(const std::filesystem::path& path);

/// Removes temporary files that nobody is writing any more, then those files of code that were not
/// used for the longest time until the others need no more than `max_bytes`. Other processes may do
/// the same, or read and write there.
void prune_folder(const File& folder, std::uint64_t max_bytes);

}  // namespace modus::sandbox
