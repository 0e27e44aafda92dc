// SPDX-License-Identifier: Apache-2.0
// All about one model call, for a person.
#pragma once

#include <optional>
#include <string>

#include "runtime/store/inference.h"

namespace modus::cli {

/// Lines that are safe for a terminal. The execution: that in which the call was made, if the
/// history holds it.
std::string describe(const store::Inference& inference,
                     const std::optional<store::Execution>& execution);

}  // namespace modus::cli
