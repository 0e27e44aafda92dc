// SPDX-License-Identifier: Apache-2.0
// The query string of a URL, as forms encode it (application/x-www-form-urlencoded).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace modus::serve {

/// The decoded value of the first parameter of that name. What is no proper escape stays as it is.
std::optional<std::string> find_url_parameter(std::string_view query, std::string_view name);

}  // namespace modus::serve
