// SPDX-License-Identifier: Apache-2.0
// Text that came from guests, clients and models, on a person's terminal: it must not steer it.
#pragma once

#include <string_view>

namespace modus {

/// The character at the front of a text that is not empty; a byte that begins none is one as well.
std::string_view first_character(std::string_view text);

/// Whether a terminal may obey the character: C0 and C1 controls, DEL, what turns the direction of
/// writing and so shows a text as another, and bytes that are no UTF-8.
bool is_control(std::string_view character);

}  // namespace modus
