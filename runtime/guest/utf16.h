// SPDX-License-Identifier: Apache-2.0
// UTF-16LE, as AssemblyScript keeps strings, to UTF-8 and back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/bytes.h"

namespace modus::guest {

/// Appends the text as UTF-8. Lone surrogates become U+FFFD; an odd last byte is left out.
void append_utf8(std::string& text, Bytes utf16);

/// The bytes that a text takes as UTF-16LE. Ill-formed UTF-8 becomes U+FFFD.
std::size_t utf16_size(std::string_view utf8);

/// Writes the text; `to` has utf16_size bytes.
void put_utf16(std::string_view utf8, MutableBytes to);

std::vector<std::byte> to_utf16(std::string_view utf8);

}  // namespace modus::guest
