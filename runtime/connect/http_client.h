// SPDX-License-Identifier: Apache-2.0
// HTTP to the outside, over libcurl's multi interface on a loop: HTTP/2 and keep-alive, TLS,
// proxies, time limits, streaming, cancellation. One client per loop; connections are reused.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/deadline.h"
#include "runtime/base/loop.h"
#include "runtime/base/result.h"
#include "runtime/connect/url.h"

namespace modus::connect {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpResponse;

struct HttpRequest {
  std::string method = "GET";
  std::string url = {};
  Headers headers = {};
  std::string body = {};
  std::string unix_socket = {};  // connect here instead of to the URL's host
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds first_byte_timeout{120'000};  // longest wait for an answer to begin
  std::chrono::milliseconds idle_timeout{120'000};        // longest silence within the answer
  Deadline deadline = Deadline::never();
  std::string deadline_name = "the time left to the call";  // for the error
  std::uint64_t max_response_bytes = 64u << 20;             // head and body, decompressed
  int max_redirects = 10;
  /// When set, asked before a redirect is followed. Where it gives an error, the redirect is
  /// followed only if it leads to a public address (is_public_address()); else the error ends the
  /// request.
  std::function<Result<void>(const Url& from, const Url& to)> allow_redirect = {};
  /// When set, called with status and headers before the first byte of a body.
  std::function<void(const HttpResponse&)> on_head = {};
  /// When set, body bytes go here as they come and HttpResponse::body stays empty.
  std::function<void(std::string_view)> on_body = {};
};

struct HttpResponse {
  int status = 0;
  std::string reason;
  Headers headers;  // in the order received, names as sent
  std::string body;

  /// The first header of that name, ignoring case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

/// How far a request came.
enum class HttpStage {
  kConnecting,  // the other side has not seen it
  kSent,        // the other side may have seen it, and has said nothing
  kAnswering,   // the answer has begun
};

/// The limits on a request's time.
enum class HttpTimeout { kNone, kConnect, kFirstByte, kIdle, kDeadline };

/// A request under way. Destroying it cancels: nothing is called afterwards. Belongs to the loop's
/// thread.
class HttpOperation {
 public:
  HttpOperation();
  HttpOperation(HttpOperation&&) noexcept;
  HttpOperation& operator=(HttpOperation&&) noexcept;
  ~HttpOperation();

  /// These tell the same after an error, until the operation is destroyed.
  HttpStage stage() const;
  /// The limit that ended the request.
  HttpTimeout timeout() const;

  /// Holds the body back: on_body is not called until resume(), and what the other side sends
  /// waits there once a few buffers are full. Its silence is no fault of its own then; the deadline
  /// goes on. Either may be called from on_body, and nothing is called from within them.
  void pause();
  void resume();

  struct State;
  explicit HttpOperation(std::unique_ptr<State> state);

 private:
  std::unique_ptr<State> state_;
};

class HttpClient {
 public:
  using Done = std::move_only_function<void(Result<HttpResponse>)>;

  explicit HttpClient(Loop& loop);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;

  /// Sends. `done` comes later, on the loop's thread, never from within send(). Every answer is a
  /// response, whatever its status; errors are kUnavailable (refused, reset, name not found, TLS),
  /// kDeadlineExceeded (names the limit that was reached), kResourceExhausted (too long an answer,
  /// or a head of more than 256 KB).
  /// Messages name the host, never a secret.
  /// Redirects are followed to http and https only; when one leads to another origin, headers that
  /// could hold a secret stay behind. Host, Content-Length and the like are set here, not by the
  /// caller. Bodies arrive decompressed unless the request names an Accept-Encoding.
  HttpOperation send(HttpRequest request, Done done);

  /// The loop it belongs to.
  Loop& loop() const;

 private:
  struct Internals;
  std::unique_ptr<Internals> internals_;
};

}  // namespace modus::connect
