// SPDX-License-Identifier: Apache-2.0
// WebSockets for text messages (RFC 6455), on the connection that asked for one. Everything here
// belongs to the connection's loop.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/base/loop.h"

namespace modus::serve {

struct HttpRequest;

/// Why a WebSocket is closed (RFC 6455, section 7.4). Protocols on top of it have codes of their
/// own, from 4000 up.
using CloseCode = std::uint16_t;
inline constexpr CloseCode kCloseNormal = 1000;
inline constexpr CloseCode kCloseGoingAway = 1001;
inline constexpr CloseCode kCloseUnsupportedData = 1003;

struct WebSocketOptions {
  std::string subprotocol = {};               // one of those the client offered, or none
  std::size_t max_message_bytes = 1u << 20;   // a longer one closes the socket with 1009
  std::size_t max_unsent_bytes = 1u << 20;    // with more, nothing is read until some is sent
  std::chrono::seconds ping_interval{25};     // of silence; after three of them it is closed
  std::chrono::seconds closing_handshake{5};  // for the client to answer a close
};

/// The server's end of an open WebSocket.
class WebSocket {
 public:
  /// Sends a text message after those sent before. `taken` is called, from the loop, when the
  /// client's connection has taken it all; never when the socket closes first.
  virtual void send(std::string message, Task taken = nullptr) = 0;

  /// Closes after what was sent before; the reason is cut after 120 bytes. Then nothing is sent or
  /// received any more.
  virtual void close(CloseCode code, std::string_view reason) = 0;

 protected:
  ~WebSocket() = default;
};

/// What is done with a WebSocket. Destroyed when the socket has closed, for whatever reason, but
/// never from within a call of its own.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;
  /// A text message, well-formed UTF-8; valid during the call.
  virtual void received(std::string_view message) = 0;
  /// The server shuts down: the socket should be closed soon.
  virtual void shutting_down() = 0;
};

/// Called when the handshake is done. The socket outlives the handler.
using WebSocketHandlerFactory =
    std::move_only_function<std::unique_ptr<WebSocketHandler>(WebSocket&)>;

/// Whether the request asks for a WebSocket; what else the handshake needs is checked by
/// Responder::upgrade().
bool wants_websocket(const HttpRequest& request);

}  // namespace modus::serve
