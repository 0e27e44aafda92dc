// SPDX-License-Identifier: Apache-2.0
// The three kinds of questions that graphql-conformance answers, one file each.
#pragma once

#include <string>

#include "runtime/json/json.h"

namespace modus::conformance {

/// {"kind": "executable" | "sdl" | "value" | "type", "source"}: whether the source parses.
std::string answer_syntax(const json::Object& request);

/// {"schema", "rootValue", "query", "variables", "operationName"}: the response.
std::string answer_execution(const json::Object& request);

}  // namespace modus::conformance
