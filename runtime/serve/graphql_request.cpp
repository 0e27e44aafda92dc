// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql_request.h"

#include "runtime/types/value_parser.h"

namespace modus::serve {

Result<graphql::Request> parse_graphql_request(std::string_view body) {
  using types::Value;
  constexpr std::string_view kExpected = R"(send a POST whose body is {"query": "{ … }"})";
  if (body.empty()) return fail(ErrorCode::kInvalidArgument, "The body is empty; {}", kExpected);
  graphql::Request request{.query = {}, .arena = std::make_unique<types::BlockArena>()};
  const auto document = types::parse_value(body, *request.arena);
  if (!document) return std::unexpected(document.error().within("The body is not valid JSON"));
  if (document->kind() != Value::Kind::kObject)
    return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object; {}", kExpected);

  const Value query = document->find("query");
  if (query.kind() != Value::Kind::kString)
    return fail(ErrorCode::kInvalidArgument, "The body has no string \"query\"; {}", kExpected);
  request.query = query.as_string();
  if (const Value name = document->find("operationName"); !name.is_absent() && !name.is_null()) {
    if (name.kind() != Value::Kind::kString)
      return fail(ErrorCode::kInvalidArgument, "\"operationName\" must be a string");
    request.operation_name = name.as_string();
  }
  if (const Value variables = document->find("variables");
      !variables.is_absent() && !variables.is_null()) {
    if (variables.kind() != Value::Kind::kObject)
      return fail(ErrorCode::kInvalidArgument, "\"variables\" must be an object");
    request.variables = variables;
  }
  return request;
}

}  // namespace modus::serve
