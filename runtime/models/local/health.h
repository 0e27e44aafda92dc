// SPDX-License-Identifier: Apache-2.0
// Whether a llama-server is ready to answer.
#pragma once

#include <string>

namespace modus::models::local {

/// Asks GET /health over the Unix socket; blocks for at most a second. Any thread.
bool answers_health_check(const std::string& socket_path);

/// Whether the path fits into a Unix socket's address.
bool fits_socket_address(const std::string& socket_path);

}  // namespace modus::models::local
