// SPDX-License-Identifier: Apache-2.0
// SHA-256, for naming things by their content.
#pragma once

#include <string>
#include <string_view>

namespace modus {

/// The digest as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view data);

}  // namespace modus
