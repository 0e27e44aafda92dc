// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/http_server_head.h"

#include <algorithm>

#include <boost/beast/http/status.hpp>

#include <fmt/format.h>

namespace modus::serve {
namespace {

/// Appends a header line; line breaks in it, which would start another header, become spaces.
void append_header(std::string& head, std::string_view name, std::string_view value) {
  const std::size_t start = head.size();
  head.append(name).append(": ").append(value);
  std::replace_if(
      head.begin() + static_cast<std::ptrdiff_t>(start), head.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
  head += "\r\n";
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_head(std::string& head, const HttpResponse& response, BodyFraming framing,
                 Persistence persistence) {
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status,
                 std::string_view(reason.data(), reason.size()));
  if (has_body(response.status)) {
    append_header(head, "Content-Type", response.content_type);
    if (framing == BodyFraming::kWhole) {
      fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", response.body.size());
    } else if (framing == BodyFraming::kChunked) {
      head += "Transfer-Encoding: chunked\r\n";
    }
  }
  for (const auto& [name, value] : response.headers) append_header(head, name, value);
  if (persistence == Persistence::kClosed) head += "Connection: close\r\n";
  if (persistence == Persistence::kKeptAndSaid) head += "Connection: keep-alive\r\n";
  head += "\r\n";
}

}  // namespace modus::serve
