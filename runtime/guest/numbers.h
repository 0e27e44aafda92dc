// SPDX-License-Identifier: Apache-2.0
// Numbers from clients to the widths guests use.
#pragma once

#include <string_view>

#include "runtime/base/result.h"
#include "runtime/types/type.h"
#include "runtime/types/value.h"

namespace modus::guest {

/// The slot's bits for a value of a scalar type: integers sign- or zero-extended, floats by their
/// representation. Numbers, numeric strings and booleans are taken for any number, and fractions of
/// integers are cut off (contract section 4.1). What is out of range is refused, where the original
/// wraps: `200 is out of range for i8`.
Result<std::uint64_t> to_scalar_bits(const types::Type& type, const types::Value& value);

/// The error of a part of a value: "item 3: 300 is out of range for i8".
Error within(const Error& error, std::string_view place);

/// "a list", for messages.
std::string_view describe_kind(types::Value::Kind kind);

}  // namespace modus::guest
