// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/graphql_request.h"

#include <array>
#include <utility>

#include "runtime/serve/http/url_query.h"
#include "runtime/types/value_parser.h"

namespace modus::serve {
namespace {

using types::Value;

constexpr std::string_view kExpected = R"(send a POST whose body is {"query": "{ … }"})";

/// The member, absent also when it is null, which must else be of that kind.
Result<Value> optional_member(Value object, std::string_view name, Value::Kind kind,
                              std::string_view description) {
  const Value value = object.find(name);
  if (value.is_absent() || value.is_null()) return Value();
  if (value.kind() != kind)
    return fail(ErrorCode::kInvalidArgument, "\"{}\" must be {}", name, description);
  return value;
}

Result<std::string_view> optional_text(Value object, std::string_view name) {
  MODUS_TRY(value, optional_member(object, name, Value::Kind::kString, "a string"));
  return value.is_absent() ? std::string_view() : value.as_string();
}

Result<void> read_extensions(Value document, GraphqlRequest& request) {
  MODUS_TRY(extensions, optional_member(document, "extensions", Value::Kind::kObject, "an object"));
  if (extensions.is_absent()) return {};
  MODUS_TRY(operation_id, optional_text(extensions, "operationId"));
  request.operation_id = operation_id;
  MODUS_TRY(persisted,
            optional_member(extensions, "persistedQuery", Value::Kind::kObject, "an object"));
  if (persisted.is_absent()) return {};
  const Value version = persisted.find("version");
  if (!version.is_absent() && !version.is_same(Value::integer(1)))
    return fail(ErrorCode::kInvalidArgument,
                "\"extensions.persistedQuery.version\" must be 1, the only version there is");
  MODUS_TRY(hash, optional_text(persisted, "sha256Hash"));
  if (hash.empty())
    return fail(ErrorCode::kInvalidArgument, "\"extensions.persistedQuery.sha256Hash\" is missing");
  request.document_hash = hash;
  return {};
}

Result<void> read_names(Value document, GraphqlRequest& request) {
  MODUS_CHECK(read_extensions(document, request));
  MODUS_TRY(document_id, optional_text(document, "documentId"));
  MODUS_TRY(id, optional_text(document, "id"));
  request.document_id = document_id.empty() ? id : document_id;
  return {};
}

Result<Value> parse_body(std::string_view body, types::Arena& arena) {
  if (body.empty()) return fail(ErrorCode::kInvalidArgument, "The body is empty; {}", kExpected);
  auto document = types::parse_value(body, arena);
  if (!document) return std::unexpected(document.error().within("The body is not valid JSON"));
  return document;
}

}  // namespace

Result<GraphqlRequest> read_graphql_request(Value object, std::unique_ptr<types::Arena> arena) {
  if (object.kind() != Value::Kind::kObject)
    return fail(ErrorCode::kInvalidArgument, "The body must be a JSON object; {}", kExpected);
  GraphqlRequest read{.request = {.query = {}, .arena = std::move(arena)}};
  MODUS_CHECK(read_names(object, read));
  const Value query = object.find("query");
  if (query.kind() == Value::Kind::kString) {
    read.request.query = query.as_string();
    read.has_query = true;
  } else if ((!query.is_absent() && !query.is_null()) || !read.names_document()) {
    return fail(ErrorCode::kInvalidArgument, "The body has no string \"query\"; {}", kExpected);
  }
  MODUS_TRY(name, optional_member(object, "operationName", Value::Kind::kString, "a string"));
  if (!name.is_absent()) read.request.operation_name = name.as_string();
  MODUS_TRY(variables, optional_member(object, "variables", Value::Kind::kObject, "an object"));
  read.request.variables = variables;
  return read;
}

Result<GraphqlRequest> parse_graphql_request(std::string_view body) {
  auto arena = std::make_unique<types::BlockArena>();
  MODUS_TRY(document, parse_body(body, *arena));
  return read_graphql_request(document, std::move(arena));
}

bool is_graphql_batch(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != body.npos && body[first] == '[';
}

Result<GraphqlBatch> parse_graphql_batch(std::string_view body) {
  GraphqlBatch batch{.arena = std::make_unique<types::BlockArena>(), .requests = {}};
  MODUS_TRY(document, parse_body(body, *batch.arena));
  for (const Value element : document.as_list()) {
    auto request = read_graphql_request(element, std::make_unique<types::BlockArena>());
    if (!request)
      return std::unexpected(
          request.error().within(fmt::format("Request {} of the list", batch.requests.size())));
    batch.requests.push_back(*std::move(request));
  }
  return batch;
}

Result<GraphqlRequest> parse_graphql_url(std::string_view query) {
  auto arena = std::make_unique<types::BlockArena>();
  std::array<types::Member, 6> members;
  std::size_t count = 0;
  for (const std::string_view name : {"query", "operationName", "documentId", "id"}) {
    if (const auto value = find_url_parameter(query, name))
      members[count++] = {name, Value::string(types::copy_text(*arena, *value))};
  }
  for (const std::string_view name : {"variables", "extensions"}) {
    const auto text = find_url_parameter(query, name);
    if (!text || text->empty()) continue;
    const auto value = types::parse_value(types::copy_text(*arena, *text), *arena);
    if (!value)
      return std::unexpected(
          value.error().within(fmt::format("The URL's \"{}\" is not valid JSON", name)));
    members[count++] = {name, *value};
  }
  if (count == 0)
    return fail(ErrorCode::kInvalidArgument,
                "The URL has no \"query\": add ?query=… with the query, percent-encoded");
  return read_graphql_request(Value::object(std::span(members).first(count)), std::move(arena));
}

}  // namespace modus::serve
