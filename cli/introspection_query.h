// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace modus::cli {

/// A query for everything there is to know of a schema, as client tools expect it.
std::string introspection_query();

}  // namespace modus::cli
