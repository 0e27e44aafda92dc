// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace modus::graphql {

/// What an operation does (specification, section 2.3).
enum class OperationKind : std::uint8_t { kQuery, kMutation, kSubscription };

}  // namespace modus::graphql
