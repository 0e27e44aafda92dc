// SPDX-License-Identifier: Apache-2.0
// The parts of a URL that decide where a request goes, read by libcurl's own parser so that what
// we check and say is what it connects to.
#pragma once

#include <string>
#include <string_view>

#include "runtime/base/result.h"

namespace modus::connect {

struct Url {
  std::string text;    // normalised, ready for libcurl
  std::string scheme;  // "http" or "https"
  std::string host;    // IPv6 addresses keep their brackets
  std::string port;    // always set
  std::string path;    // begins with "/"; "." and ".." are resolved

  bool same_origin(const Url& other) const {
    return scheme == other.scheme && host == other.host && port == other.port;
  }
};

/// Fails with kInvalidArgument, without quoting the URL: it may hold secrets.
Result<Url> parse_url(const std::string& text);

/// A loopback name or address; such requests never go through a proxy.
bool is_loopback(std::string_view host);

}  // namespace modus::connect
