// SPDX-License-Identifier: Apache-2.0
// The words for what goes wrong between us and an HTTP server.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>
#include <string_view>

#include "runtime/base/error.h"

namespace modus::connect {

/// What libcurl told about a failed transfer. `peer` is how messages name the other side.
struct CurlFailure {
  CURLcode code;
  long system_error;         // errno, 0 when unknown
  std::string_view details;  // libcurl's own words
  std::string_view peer;
  std::chrono::milliseconds connect_limit;
};

Error describe_failure(const CurlFailure& failure);

/// Whether such an error means that the other side never saw the request.
bool never_connected(const Error& error);

/// "10 s", "1.5 s", "250 ms".
std::string duration_text(std::chrono::milliseconds duration);

/// The reason phrase RFC 9110 gives a status; HTTP/2 sends none. Empty when unknown.
std::string_view standard_reason(int status);

}  // namespace modus::connect
