// SPDX-License-Identifier: Apache-2.0
// The files by which modules call one another: one in the caller's folder for each module it may
// call, in the caller's language.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/guest/convention.h"

namespace modus::clients {

enum class Language { kAssemblyScript, kGo };

/// Where the client of a module lies in the folder of its caller.
std::filesystem::path client_path(Language language, std::string_view module);

/// The client of a module, from its metadata.
std::string client_text(Language language, std::string_view module,
                        const guest::Convention& convention);

enum class Update { kUnchanged, kWritten };

/// Writes the client, unless it is there as it should be: then its time stays what it was. Fails
/// naming the file.
Result<Update> update_client(const std::filesystem::path& caller, Language language,
                             std::string_view module, const guest::Convention& convention);

}  // namespace modus::clients
