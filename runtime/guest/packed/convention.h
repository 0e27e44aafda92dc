// SPDX-License-Identifier: Apache-2.0
// Modules of any language that hold to the packed function ABI (docs/function-abi.md).
#pragma once

#include "runtime/guest/convention.h"
#include "runtime/guest/metadata.h"

namespace modus::guest::packed {

/// What the metadata's "abi" says of such modules.
inline constexpr std::string_view kAbi = "packed/1";

Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module,
                                                    Metadata metadata);

}  // namespace modus::guest::packed
