// SPDX-License-Identifier: Apache-2.0
// Writes the response format (specification, section 7).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/language/source.h"
#include "runtime/json/writer.h"

namespace modus::graphql {

/// An error of a field, located in the document.
struct FieldFault {
  Diagnostic error;
  std::vector<PathSegment> path{};  // below the root field
};

/// The response to a request that was not executed.
Response refuse(std::span<const Diagnostic> errors);
/// `key` is that of the root field at fault; empty: none is.
Response refuse(const Diagnostic& error, std::string_view key = {});

void write_path(json::Writer& writer, std::span<const PathSegment> path);

/// One member of `errors`. The path is left out when `key`, its first segment, is empty.
void write_error(json::Writer& writer, const Diagnostic& error, std::string_view key,
                 std::span<const PathSegment> path);

}  // namespace modus::graphql
