// SPDX-License-Identifier: Apache-2.0
// Modules that the original's Go tool has built with TinyGo (contract section 4.2).
#pragma once

#include "runtime/guest/convention.h"
#include "runtime/guest/metadata.h"

namespace modus::guest::tinygo {

Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module,
                                                    Metadata metadata);

}  // namespace modus::guest::tinygo
