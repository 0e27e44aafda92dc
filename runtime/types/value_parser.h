// SPDX-License-Identifier: Apache-2.0
// Reads JSON text straight into values, without a document in between.
#pragma once

#include <string_view>

#include "runtime/base/result.h"
#include "runtime/types/value.h"

namespace modus::types {

/// Reads a whole document (RFC 8259, well-formed UTF-8, nested at most 256 deep). Strings without
/// escapes are borrowed from `text`; all else lives in the arena. Integers of up to 64 bits and
/// doubles are exact. Of members of the same name the last counts. Fails with kInvalidArgument:
/// `line 3, column 7: syntax error`.
Result<Value> parse_value(std::string_view text, Arena& arena);

}  // namespace modus::types
