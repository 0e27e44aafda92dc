// SPDX-License-Identifier: Apache-2.0
// Text from guests that promise UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace modus::guest {

/// The text itself when it is well-formed, else a copy in `room` with U+FFFD for each byte that is
/// not.
std::string_view mend_utf8(std::string_view text, std::string& room);

}  // namespace modus::guest
