// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql_request.h"

#include "runtime/json/json.h"

namespace modus::serve {

Result<graphql::Request> parse_graphql_request(std::string_view body) {
  constexpr std::string_view kExpected = R"(send a POST whose body is {"query": "{ … }"})";
  if (body.empty()) return fail(ErrorCode::kInvalidArgument, "The body is empty; {}", kExpected);
  auto document = json::parse(body);
  if (!document) return std::unexpected(document.error().within("The body is not valid JSON"));
  json::Object* object = document->if_object();
  if (object == nullptr)
    return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object; {}", kExpected);

  graphql::Request request;
  const auto query = json::find_string(*object, "query");
  if (!query)
    return fail(ErrorCode::kInvalidArgument, "The body has no string \"query\"; {}", kExpected);
  request.query = *query;
  if (const json::Value* name = object->if_contains("operationName");
      name != nullptr && !name->is_null()) {
    if (!name->is_string())
      return fail(ErrorCode::kInvalidArgument, "\"operationName\" must be a string");
    request.operation_name = name->get_string();
  }
  if (json::Value* variables = object->if_contains("variables");
      variables && !variables->is_null()) {
    if (!variables->is_object()) {
      return fail(ErrorCode::kInvalidArgument, "\"variables\" must be an object");
    }
    request.variables = std::move(variables->get_object());
  }
  return request;
}

}  // namespace modus::serve
