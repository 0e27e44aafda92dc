// SPDX-License-Identifier: Apache-2.0
// The parts of the HTTP server that share a loop: its connections and what they have in common.
// Only http_server*.cpp include this.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "runtime/serve/http_server.h"
#include "runtime/serve/http_server_buffer.h"
#include "runtime/serve/http_server_wheel.h"

namespace modus::serve {

using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class Connection;

/// One loop's share of the server. Everything but `count` belongs to the loop's thread.
struct Shard : std::enable_shared_from_this<Shard> {
  static constexpr std::chrono::milliseconds kTick{250};

  Shard(Loop& on, const HttpServerOptions& with, std::shared_ptr<const HttpHandler> handle)
      : loop(on), options(with), handler(std::move(handle)) {}

  void add(Socket socket);
  void remove(Connection& connection);

  /// Closes connections without a request; the others close after their response.
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
  std::vector<std::shared_ptr<Connection>> connections() const;
  void tick_later();

  void catch_up();

  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Timer ticker_;
  bool ticking_ = false;
};

std::shared_ptr<Connection> make_connection(Shard& shard, Socket socket);
void start(Connection& connection);
void close(Connection& connection);
void drain(Connection& connection);
void expire(TimeoutWheel::Entry& entry);

}  // namespace modus::serve
