// SPDX-License-Identifier: Apache-2.0
// Where Modus finds what it came with, and where it keeps what it fetched.
#pragma once

#include <filesystem>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::cli {

/// $MODUS_CACHE, else $XDG_CACHE_HOME/modus, else ~/.cache/modus.
std::filesystem::path cache_folder();

/// The folder of local models: $MODUS_MODELS, else models/ in the cache.
std::filesystem::path models_folder();

/// Something Modus came with ("sdk/assemblyscript", "templates"): below $MODUS_HOME, beside the
/// binary's folder (as in a checkout), or in ../share/modus. Fails with kNotFound, naming the
/// places.
Result<std::filesystem::path> find_shipped(std::string_view name);

/// llama-server: $MODUS_LLAMA_SERVER, beside the binary, or in ../libexec/modus. It may not exist.
std::filesystem::path llama_server();

}  // namespace modus::cli
