// SPDX-License-Identifier: Apache-2.0
// The head of a response, as it goes over the wire.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/serve/http/http_server.h"

namespace modus::serve {

/// How the client knows where a body ends.
enum class BodyFraming : std::uint8_t {
  kWhole,       // its length is in the head
  kChunked,     // each piece tells its length
  kUntilClose,  // by the end of the connection: HTTP/1.0
};

/// What becomes of the connection after the response. HTTP/1.0 clients must be told that it stays,
/// and before a stream it does no harm.
enum class Persistence : std::uint8_t { kKept, kKeptAndSaid, kClosed };

/// Statuses that have no body (RFC 9110, section 6.4.1).
bool has_body(int status);

/// Appends status line and headers up to the empty line.
void append_head(std::string& head, const HttpResponse& response, BodyFraming framing,
                 Persistence persistence);

}  // namespace modus::serve
