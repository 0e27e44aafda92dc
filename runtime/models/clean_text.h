// SPDX-License-Identifier: Apache-2.0
// What a guest gets as text is text, whatever a provider sent.
#pragma once

#include <string>

namespace modus::models {

/// The text without zero bytes and without what is not UTF-8.
std::string clean_text(std::string text);

}  // namespace modus::models
