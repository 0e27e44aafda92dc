// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/ws_message.h"

#include <algorithm>

#include "runtime/json/writer.h"
#include "runtime/types/value_parser.h"

namespace modus::serve {
namespace {

using types::Value;

constexpr std::string_view kTypes[] = {"connection_init", "ping", "pong", "subscribe", "complete"};

}  // namespace

Result<WsMessage> parse_ws_message(std::string_view text, types::Arena& arena) {
  const auto document = types::parse_value(text, arena);
  if (!document || document->kind() != Value::Kind::kObject)
    return fail(ErrorCode::kInvalidArgument, "a message must be a JSON object");
  const Value type = document->find("type");
  const auto* const known = type.kind() == Value::Kind::kString
                                ? std::ranges::find(kTypes, type.as_string())
                                : std::end(kTypes);
  if (known == std::end(kTypes))
    return fail(ErrorCode::kInvalidArgument, "unknown \"type\" of message");

  WsMessage message{.type = static_cast<WsType>(known - kTypes), .id = {}};
  if (message.type == WsType::kSubscribe || message.type == WsType::kComplete) {
    const Value id = document->find("id");
    if (id.kind() != Value::Kind::kString || id.as_string().empty())
      return fail(ErrorCode::kInvalidArgument, "\"id\" must be a string that is not empty");
    message.id = id.as_string();
  }
  const Value payload = document->find("payload");
  const bool has_payload = !payload.is_absent() && !payload.is_null();
  if (has_payload ? payload.kind() != Value::Kind::kObject : message.type == WsType::kSubscribe)
    return fail(ErrorCode::kInvalidArgument, "\"payload\" must be an object");
  if (has_payload) message.payload = payload;
  return message;
}

std::string ws_message(std::string_view type, std::string_view id, std::string_view payload) {
  json::Writer message;
  message.reserve(payload.size() + id.size() + 48);
  message.begin_object();
  if (!id.empty()) {
    message.plain_key("id");
    message.string(id);
  }
  message.plain_key("type");
  message.string(type);
  if (!payload.empty()) {
    message.plain_key("payload");
    message.raw(payload);
  }
  message.end_object();
  return message.take();
}

}  // namespace modus::serve
