// SPDX-License-Identifier: Apache-2.0
// Reading what a guest passed to a host function, without trusting its shape.
#pragma once

#include <string_view>

#include "runtime/functions/host.h"
#include "runtime/types/value.h"

namespace modus::host {

/// The text of a string value; empty for anything else.
std::string_view text_of(const types::Value& value);

/// The text of the argument at that index; empty when there is none.
std::string_view text_argument(const functions::HostRequest& request, std::size_t index);

/// The member of that name, ignoring case (contract section 3); absent when there is none.
types::Value field_of(const types::Value& object, std::string_view name);

/// Fails with kInvalidArgument unless each of the first `count` arguments is a string.
Result<void> expect_texts(const functions::HostRequest& request, std::size_t count);

}  // namespace modus::host
