// SPDX-License-Identifier: Apache-2.0
// The path and the query string of a URL, decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace modus::serve {

/// What is no proper escape stays as it is, here and below.
std::string decode_url_path(std::string_view path);

/// The value of the first parameter of that name, as forms encode it
/// (application/x-www-form-urlencoded).
std::optional<std::string> find_url_parameter(std::string_view query, std::string_view name);

}  // namespace modus::serve
