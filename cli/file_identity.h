// SPDX-License-Identifier: Apache-2.0
// By what it is told whether files are what they were.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "runtime/base/result.h"

namespace modus::cli {

/// SHA-256, in hex.
Result<std::string> hash_of_file(const std::filesystem::path& file);

/// The hash of a file; of one too large to be a source, what the file system says of it; and a word
/// for none, which is no file either.
Result<std::string> identity_of_file(const std::filesystem::path& file);

/// Over names and contents of the files below a folder. `is_wanted` is asked for files and folders;
/// what is installed or hidden is passed over.
Result<std::string> hash_of_folder(
    const std::filesystem::path& folder,
    const std::function<bool(const std::filesystem::directory_entry&)>& is_wanted);

}  // namespace modus::cli
