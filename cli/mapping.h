// SPDX-License-Identifier: Apache-2.0
// Which function answers which field, for the author of an app.
#pragma once

#include <string>

#include "cli/terminal.h"
#include "runtime/serve/app_version.h"

namespace modus::cli {

/// A line for each function, aligned: "  query     person(id)  ← getPerson"; those that the schema
/// hides come last, each with the reason.
std::string describe_mapping(const serve::AppVersion& version, const Terminal& terminal);

}  // namespace modus::cli
