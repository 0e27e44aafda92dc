// SPDX-License-Identifier: Apache-2.0
// What the tests of the HTTP server share: a plain TCP client and a running server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "runtime/serve/http/http_server.h"

namespace modus::serve {

/// A plain TCP client.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port, int family = AF_INET) {
    descriptor_ = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (family == AF_INET) {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(port);
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      connected_ =
          ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    } else {
      sockaddr_in6 address{};
      address.sin6_family = AF_INET6;
      address.sin6_port = htons(port);
      address.sin6_addr = in6addr_loopback;
      connected_ =
          ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
  }
  ~TestClient() { close(); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return connected_; }
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

  /// Returns the number of bytes the server took.
  std::size_t send(std::string_view data) {
    std::size_t sent = 0;
    while (sent < data.size()) {
      const ssize_t n = ::send(descriptor_, data.data() + sent, data.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    return sent;
  }

  /// Reads until `enough` says so, the server closes, or 5 s without data have passed.
  template <class Enough>
  std::string receive(Enough enough) {
    while (!enough(received_)) {
      pollfd poll{.fd = descriptor_, .events = POLLIN, .revents = 0};
      char buffer[65536];
      if (::poll(&poll, 1, 5000) <= 0) return received_ + "<nothing for 5 s>";
      const ssize_t n = ::recv(descriptor_, buffer, sizeof buffer, 0);
      if (n == 0) return std::exchange(received_, {}) + "<closed>";
      if (n < 0) return std::exchange(received_, {}) + "<reset>";
      received_.append(buffer, static_cast<std::size_t>(n));
    }
    return std::exchange(received_, {});
  }
  std::string receive_all() {
    return receive([](const std::string&) { return false; });
  }
  std::string receive_until(std::string_view end) {
    return receive([&](const std::string& text) { return text.ends_with(end); });
  }

 private:
  int descriptor_ = -1;
  bool connected_ = false;
  std::string received_;
};

/// Tests with a running server.
class ServerFixture : public testing::Test {
 protected:
  void start(HttpHandler handler, HttpServerOptions options = {}) {
    options.port = 0;
    auto server = HttpServer::start(loops_, options, std::move(handler));
    ASSERT_TRUE(server) << server.error().message();
    server_ = std::move(*server);
    port_ = server_->port();
  }

  LoopThreads loops_{2};
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
};

inline constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

inline bool closes(const std::string& response) { return response.ends_with("<closed>"); }
inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace modus::serve
