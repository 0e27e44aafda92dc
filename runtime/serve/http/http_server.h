// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 for clients, on Boost.Beast, which stays inside http_server*.cpp. Connections are spread
// evenly over the loops; each stays on its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/loop.h"
#include "runtime/base/result.h"
#include "runtime/serve/http/http_server_websocket.h"

namespace modus::serve {

/// A request, complete with its body. Valid until the response is sent.
struct HttpRequest {
  std::string_view method;
  std::string_view target;  // as sent: path and query
  std::string_view path;
  std::string_view query;
  std::string body;
  std::function<std::string_view(std::string_view name)>
      header;  // empty when there is none; names ignore case
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class ResponseBody;

/// How an exchange went.
struct ExchangeFacts {
  int status = 0;                // 0: the client left before it was answered
  std::uint64_t body_bytes = 0;  // of the answer, before framing
};

/// The one chance to answer a request, on the connection's loop, now or later. Dropped unanswered,
/// it answers 500.
class Responder {
 public:
  void send(HttpResponse response);

  /// Sends the head of a response whose body comes in pieces. `taken` is as for
  /// ResponseBody::write(). The body that `response` holds is left out.
  ResponseBody begin(HttpResponse response, Task taken);

  /// Turns the connection into a WebSocket; a request that is no proper handshake (RFC 6455,
  /// section 4.2.1) is refused instead. `request` is the one that is answered.
  void upgrade(const HttpRequest& request, WebSocketOptions options, WebSocketHandlerFactory make);

  /// Called (on the loop) if the client goes away before it has the whole answer; then answering
  /// does nothing.
  void on_disconnect(Task task);

  /// Called once when the exchange is over: when the last of the answer is handed to the
  /// connection, or nobody is left to answer or be answered. On the loop, unless the responder is
  /// dropped elsewhere.
  void on_end(std::move_only_function<void(const ExchangeFacts&)> told);

  struct State;
  explicit Responder(std::shared_ptr<State> state);

 private:
  std::shared_ptr<State> state_;
};

/// The body of a response that comes in pieces. Belongs to the connection's loop. Dropped before
/// end(), it closes the connection, so that the client sees that something is missing.
class ResponseBody {
 public:
  /// Sends a piece that is not empty, perhaps together with those that come right after it. `taken`
  /// is called, from the loop, when the next may be sent, which may be long when the client is
  /// slow: 16 KB at most wait for it, or a single piece. It is never called once the client has
  /// gone.
  void write(std::string piece, Task taken);
  void end();

  void on_disconnect(Task task);
  /// Called (on the loop) when the server shuts down, or is about to already: the body should end
  /// soon, for the connection is closed when the grace is over.
  void on_shutdown(Task task);

  explicit ResponseBody(std::shared_ptr<Responder::State> state);

 private:
  std::shared_ptr<Responder::State> state_;
};

/// Called on the connection's loop.
using HttpHandler =
    std::move_only_function<void(Loop&, std::shared_ptr<const HttpRequest>, Responder) const>;

enum class Interface { kLoopback, kAll };

struct HttpServerOptions {
  Interface interface =
      Interface::kLoopback;   // loopback: 127.0.0.1 and ::1; all: every address, both families
  std::uint16_t port = 8686;  // 0: any free one
  std::uint64_t max_body_bytes = 8u
                                 << 20;  // a longer one is answered 413 and the connection closed
  std::uint32_t max_header_bytes = 32u << 10;
  std::chrono::seconds idle_timeout{75};
  std::chrono::seconds header_timeout{10};
  /// Called on a loop when connections have to wait because none can be accepted: once, until one
  /// is again.
  std::function<void(const Error&)> on_refused = {};
};

/// Serves from start() to its destruction.
class HttpServer {
 public:
  /// Fails with kUnavailable when the port is taken, naming it and saying how to choose another.
  /// Not from a loop's thread. The loops must outlive the server.
  static Result<std::unique_ptr<HttpServer>> start(LoopThreads& loops, HttpServerOptions options,
                                                   HttpHandler handler);
  ~HttpServer();

  std::uint16_t port() const;

  /// Stops accepting, lets requests in flight finish for at most `grace`, then closes what is left.
  /// Returns when every connection is gone. Not from a loop's thread.
  void shutdown(std::chrono::milliseconds grace);

  struct Internals;
  explicit HttpServer(std::unique_ptr<Internals> internals);

 private:
  std::unique_ptr<Internals> internals_;
};

}  // namespace modus::serve
