// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648 section 4): standard alphabet, padded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/bytes.h"
#include "runtime/base/result.h"

namespace modus {

std::string base64_encode(Bytes bytes);

/// Fails with kInvalidArgument on a character outside the alphabet or wrong padding.
Result<std::vector<std::byte>> base64_decode(std::string_view text);

}  // namespace modus
