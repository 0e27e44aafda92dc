// SPDX-License-Identifier: Apache-2.0
// What new apps and modules begin with.
#pragma once

#include <filesystem>
#include <string>

#include "runtime/base/result.h"

namespace modus::cli {

/// The name of the language's template, such as "go" for "golang".
Result<std::string> template_of(const std::string& language);

/// Copies the template into a folder that is new or empty, with the name in place of its
/// placeholder.
Result<void> lay_out_template(const std::string& of, const std::filesystem::path& folder,
                              const std::string& name);

}  // namespace modus::cli
