// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "runtime/graphql/execution/value_resolver_for_test.h"
#include "runtime/types/value_json.h"
#include "tests/conformance/graphql/answers.h"

namespace modus::conformance {
namespace {

// What the checkers ask has no bounds but those of the specification.
graphql::EngineOptions without_limits() {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  return {.max_query_bytes = kNone,
          .max_tokens = kNone,
          .max_depth = 1000,
          .max_aliases = kNone,
          .max_root_fields = kNone,
          .max_complexity = kNone,
          .max_variables_bytes = kNone,
          .max_response_bytes = kNone};
}

}  // namespace

std::string ExecutionAnswers::answer(const json::Object& request) {
  const std::string_view schema = json::find_string(request, "schema").value_or("");
  if (engine_ == nullptr || schema_ != schema) {
    auto engine = graphql::Engine::create(schema, without_limits());
    if (!engine) return graphql::error_body(engine.error().describe());
    engine_ = *std::move(engine);
    schema_ = schema;
  }
  types::Arena arena;
  const types::Value parts = types::from_json(request, arena);
  const types::Value name = parts.find("operationName");
  graphql::Request question{.query = parts.find("query").as_string(),
                            .variables = parts.find("variables")};
  if (name.kind() == types::Value::Kind::kString) question.operation_name = name.as_string();
  auto operation = engine_->prepare(std::move(question));
  if (!operation) return operation.error().body;
  graphql::ValueResolver resolver(parts.find("rootValue"), arena);
  std::string body;
  engine_->execute(*std::move(operation), resolver,
                   [&](graphql::Response response) { body = std::move(response.body); });
  return body;
}

}  // namespace modus::conformance
