// SPDX-License-Identifier: Apache-2.0
// What the manifest adds to requests over a connection of type "http" (contract sections 7.3, 7.5).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/base/result.h"

namespace modus::app {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// A connection's headers and query parameters with the secrets filled in. To be made for one
/// request and forgotten with it.
struct HttpAdditions {
  NamedTexts headers;
  NamedTexts query_parameters;
  std::vector<std::string> secret_variables;  // where the secrets came from, each once
  std::vector<std::string> secrets;           // their values, in step
};

/// Fails with kInvalidArgument when a secret is not set, naming the variable.
Result<HttpAdditions> http_additions(const Connection& connection, const Environment& environment);

/// The URL with the parameters after those it has, sorted by name, before the fragment.
std::string with_query(std::string_view url, NamedTexts parameters);

}  // namespace modus::app
