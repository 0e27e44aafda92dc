// SPDX-License-Identifier: Apache-2.0
// The steps of JSON Pointers (RFC 6901): in a pointer '~' and '/' of a name are "~0" and "~1".
#pragma once

#include <string>
#include <string_view>

namespace modus::json {

std::string escape_step(std::string_view name);
std::string unescape_step(std::string_view step);

}  // namespace modus::json
