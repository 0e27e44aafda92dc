// SPDX-License-Identifier: Apache-2.0
// The three kinds of questions that graphql-conformance answers, one file each.
#pragma once

#include <memory>
#include <string>

#include "runtime/graphql/engine.h"
#include "runtime/json/json.h"

namespace modus::conformance {

/// {"kind": "executable" | "sdl" | "value" | "type", "source"}: whether the source parses.
std::string answer_syntax(const json::Object& request);

/// {"schema", "rootValue", "query", "variables", "operationName"}: the response. Keeps the engine
/// while the schema repeats.
class ExecutionAnswers {
 public:
  std::string answer(const json::Object& request);

 private:
  std::string schema_;
  std::shared_ptr<graphql::Engine> engine_;
};

}  // namespace modus::conformance
