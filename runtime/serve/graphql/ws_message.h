// SPDX-License-Identifier: Apache-2.0
// The messages of graphql-transport-ws, GraphQL over WebSocket.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/types/value.h"

namespace modus::serve {

enum class WsType { kConnectionInit, kPing, kPong, kSubscribe, kComplete };

/// A message from a client. Borrows from its text and arena.
struct WsMessage {
  WsType type;
  std::string_view id;     // of kSubscribe and kComplete; never empty there
  types::Value payload{};  // an object, or absent; an object in kSubscribe
};

/// Fails with kInvalidArgument, saying in a few words what is wrong.
Result<WsMessage> parse_ws_message(std::string_view text, types::Arena& arena);

/// A message to a client. The payload is JSON; empty: there is none.
std::string ws_message(std::string_view type, std::string_view id = {},
                       std::string_view payload = {});

}  // namespace modus::serve
