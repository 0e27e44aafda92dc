// SPDX-License-Identifier: Apache-2.0
// Responses that routes make in several places.
#pragma once

#include <string>

#include "runtime/serve/http/http_server.h"

namespace modus::serve {

HttpResponse text_response(int status, std::string body);
HttpResponse json_response(int status, std::string body);

/// It is found at that place for good.
HttpResponse moved_to(std::string location);

/// Browsers may ask from any origin; what they may do is decided by the endpoint's auth.
void allow_origins(HttpResponse& response);

}  // namespace modus::serve
