// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/http/http_server.h"

#include <sys/resource.h>

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <vector>

#include <boost/asio/ip/v6_only.hpp>

#include "runtime/serve/http/http_server_shard.h"

namespace modus::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

constexpr std::chrono::milliseconds kAcceptPause{100};

error_code listen(Acceptor& acceptor, const tcp::endpoint& endpoint, Interface interface) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (error) return error;
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (endpoint.address().is_v6())
    acceptor.set_option(asio::ip::v6_only(interface == Interface::kLoopback), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(4096, error);
  if (!error) acceptor.non_blocking(true, error);
  return error;
}

bool lacks_address_family(error_code error) {
  return error == asio::error::address_family_not_supported ||
         error == asio::error::no_protocol_option ||
         error == boost::system::errc::address_not_available;
}

Error cannot_listen(std::uint16_t port, error_code error) {
  if (error == asio::error::address_in_use)
    return {ErrorCode::kUnavailable,
            fmt::format("port {} is in use by another program; choose another with --port", port)};
  if (error == asio::error::access_denied)
    return {
        ErrorCode::kPermissionDenied,
        fmt::format("not allowed to listen on port {}; choose one from 1024 up with --port", port)};
  return {ErrorCode::kUnavailable,
          fmt::format("cannot listen on port {}: {}", port, error.message())};
}

Error cannot_accept(error_code error) {
  if (error != asio::error::no_descriptors)
    return {ErrorCode::kResourceExhausted,
            fmt::format("cannot accept connections: {}", error.message())};
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return {ErrorCode::kResourceExhausted,
          fmt::format("cannot accept connections: all {} file descriptors of this process are in "
                      "use; allow more with ulimit -n",
                      files.rlim_cur)};
}

}  // namespace

/// Accepts on the first loop and gives each connection to the loop that has the fewest. Unlike one
/// listening socket per loop, that balances few long-lived connections too, and the kernel still
/// refuses a port that another process listens on.
struct HttpServer::Internals {
  struct Listener {
    explicit Listener(Loop& loop) : acceptor(loop.context()) {}
    Acceptor acceptor;
    Timer pause;
    bool refusing = false;
  };

  Internals(LoopThreads& on, std::function<void(const Error&)> refused)
      : loops(on), on_refused(std::move(refused)) {}

  error_code open(const HttpServerOptions& options) {
    listeners.clear();
    const bool local = options.interface == Interface::kLoopback;
    const asio::ip::address v4 = local ? asio::ip::address(asio::ip::address_v4::loopback())
                                       : asio::ip::address(asio::ip::address_v4::any());
    const asio::ip::address v6 = local ? asio::ip::address(asio::ip::address_v6::loopback())
                                       : asio::ip::address(asio::ip::address_v6::any());
    port = options.port;
    // The any-address of IPv6 takes IPv4 clients as well.
    const auto addresses = local ? std::vector{v4, v6} : std::vector{v6, v4};
    for (const asio::ip::address& address : addresses) {
      auto listener = std::make_shared<Listener>(loops[0]);
      const error_code error =
          listen(listener->acceptor, tcp::endpoint(address, port), options.interface);
      if (error && address.is_v6() && lacks_address_family(error)) continue;
      if (error) return error;
      port = listener->acceptor.local_endpoint().port();
      listeners.push_back(std::move(listener));
      if (!local) break;
    }
    return {};
  }

  void accept(const std::shared_ptr<Listener>& listener) {
    Shard* shard = shards.front().get();
    for (const auto& other : shards) {
      if (other->count < shard->count) shard = other.get();
    }
    listener->acceptor.async_accept(
        shard->loop.context(), [this, listener, shard](error_code error, Socket socket) {
          if (error == asio::error::operation_aborted || !listener->acceptor.is_open()) return;
          if (!error) {
            listener->refusing = false;
            ++shard->count;
            shard->loop.post([keep = shard->shared_from_this(), s = std::move(socket)]() mutable {
              keep->add(std::move(s));
            });
          }
          if (!error || error == asio::error::connection_aborted) return accept(listener);
          // Out of descriptors or memory: the client waits in the queue until some are free.
          if (!std::exchange(listener->refusing, true) && on_refused)
            on_refused(cannot_accept(error));
          listener->pause = Timer(loops[0], kAcceptPause, [this, weak = std::weak_ptr(listener)] {
            if (const auto kept = weak.lock(); kept && kept->acceptor.is_open()) accept(kept);
          });
        });
  }

  /// Runs the task on the loop and waits for its end.
  template <class F>
  static void run_on(Loop& loop, F task) {
    std::mutex mutex;
    std::condition_variable done;
    bool ended = false;
    loop.post([&] {
      task();
      const std::lock_guard lock(mutex);
      ended = true;
      done.notify_one();
    });
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return ended; });
  }

  std::size_t connections() const {
    std::size_t total = 0;
    for (const auto& shard : shards) total += shard->count;
    return total;
  }

  LoopThreads& loops;
  const std::function<void(const Error&)> on_refused;
  std::vector<std::shared_ptr<Shard>> shards;
  std::vector<std::shared_ptr<Listener>> listeners;
  std::uint16_t port = 0;
  bool is_shut_down = false;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(LoopThreads& loops, HttpServerOptions options,
                                                      HttpHandler handler) {
  auto internals = std::make_unique<Internals>(loops, std::move(options.on_refused));
  const auto shared = std::make_shared<const HttpHandler>(std::move(handler));
  for (std::size_t i = 0; i < loops.size(); ++i)
    internals->shards.push_back(std::make_shared<Shard>(loops[i], options, shared));

  error_code error = internals->open(options);
  // A port that is free for one address family may be taken for the other.
  for (int attempt = 0; error == asio::error::address_in_use && options.port == 0 && attempt < 16;
       ++attempt)
    error = internals->open(options);
  if (error) return std::unexpected(cannot_listen(options.port, error));

  Internals& started = *internals;
  Internals::run_on(loops[0], [&] {
    for (const auto& listener : started.listeners) started.accept(listener);
  });
  return std::make_unique<HttpServer>(std::move(internals));
}

HttpServer::HttpServer(std::unique_ptr<Internals> internals) : internals_(std::move(internals)) {}

HttpServer::~HttpServer() { shutdown(std::chrono::milliseconds(0)); }

std::uint16_t HttpServer::port() const { return internals_->port; }

void HttpServer::shutdown(std::chrono::milliseconds grace) {
  Internals& server = *internals_;
  if (std::exchange(server.is_shut_down, true)) return;
  Internals::run_on(server.loops[0], [&] {
    for (const auto& listener : server.listeners) {
      error_code ignored;
      listener->acceptor.close(ignored);
      listener->pause = {};
    }
  });
  // The aborted accepts refer to this server; they run before what is posted after them.
  Internals::run_on(server.loops[0], [] {});
  for (const auto& shard : server.shards) Internals::run_on(shard->loop, [&] { shard->drain(); });

  const auto end = std::chrono::steady_clock::now() + grace;
  while (server.connections() > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  for (const auto& shard : server.shards)
    Internals::run_on(shard->loop, [&] { shard->close_all(); });
}

}  // namespace modus::serve
