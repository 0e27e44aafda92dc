// SPDX-License-Identifier: Apache-2.0
// The parts of the HTTP server that share a loop: its clients and what they have in common. Only
// http_server*.cpp include this.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "runtime/serve/http/http_server.h"
#include "runtime/serve/http/http_server_buffer.h"
#include "runtime/serve/http/http_server_wheel.h"

namespace modus::serve {

using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// One client's socket and what is done with it. Lives on its shard's loop; kept by the shard until
/// closed, then by its last operation.
class Client : public std::enable_shared_from_this<Client>, public TimeoutWheel::Entry {
 public:
  virtual ~Client() = default;
  /// Closes the socket and leaves the shard; does nothing the second time.
  virtual void close() = 0;
  /// The server shuts down: nothing new is begun, and what is under way should end soon.
  virtual void drain() = 0;
  /// What was waited for did not come in time.
  virtual void expire() = 0;
};

/// One loop's share of the server. Everything but `count` belongs to the loop's thread.
struct Shard : std::enable_shared_from_this<Shard> {
  static constexpr std::chrono::milliseconds kTick{250};

  Shard(Loop& on, const HttpServerOptions& with, std::shared_ptr<const HttpHandler> handle)
      : loop(on), options(with), handler(std::move(handle)) {}

  /// A new connection, counted already.
  void add(Socket socket);
  /// Another client in place of one that handed over its socket.
  void replace(Client& client, std::shared_ptr<Client> by);
  void remove(Client& client);

  void drain();
  void close_all();

  /// Rounded up, with one more because the current tick has begun already.
  static std::uint64_t ticks(std::chrono::milliseconds time) {
    return static_cast<std::uint64_t>((time + kTick - std::chrono::milliseconds(1)) / kTick) + 1;
  }

  Loop& loop;
  const HttpServerOptions options;
  const std::shared_ptr<const HttpHandler> handler;
  std::atomic<std::size_t> count = 0;
  TimeoutWheel wheel;
  ReceiveBuffer spare;  // memory for the next connection that has something to read
  bool draining = false;

 private:
  std::vector<std::shared_ptr<Client>> clients() const;
  void tick_later();
  void catch_up();

  std::unordered_map<Client*, std::shared_ptr<Client>> clients_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Timer ticker_;
  bool ticking_ = false;
};

}  // namespace modus::serve
