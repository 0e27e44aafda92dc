// SPDX-License-Identifier: Apache-2.0
// The convention of modules built with modus-sdk-as (contract section 4.1).
#pragma once

#include "runtime/guest/convention.h"
#include "runtime/guest/metadata.h"

namespace modus::guest::assemblyscript {

Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module,
                                                    Metadata metadata);

}  // namespace modus::guest::assemblyscript
