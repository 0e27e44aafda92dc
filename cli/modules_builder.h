// SPDX-License-Identifier: Apache-2.0
// Builds an app of several modules.
#pragma once

#include <vector>

#include "cli/app_builder.h"

namespace modus::cli {

/// Builds what changed and, when all modules are good and make one app, puts them in their places
/// in the build folder and takes away what belongs to no module. Else nothing there changes; what
/// could be built is kept for the next time, and the Error tells of each module that could not.
Result<std::vector<BuiltModule>> build_modules(const AppSource& app, BuildTarget target,
                                               Rebuild rebuild, Terminal& terminal);

}  // namespace modus::cli
