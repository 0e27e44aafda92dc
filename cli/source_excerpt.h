// SPDX-License-Identifier: Apache-2.0
// The line of a source text that a message is about.
#pragma once

#include <string>
#include <string_view>

#include "runtime/graphql/language/source.h"

namespace modus::cli {

/// Two lines: that of the source with its number, and a caret below the place. A long line is cut
/// to what is around the place.
std::string source_excerpt(std::string_view source, graphql::Location place);

}  // namespace modus::cli
