// SPDX-License-Identifier: Apache-2.0
// A server for tests that does to each request what the test says, byte by byte.
#pragma once

#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

namespace modus::connect {

enum class KeepConnection { kYes, kNo };

/// One thread for each connection. The handler gets the whole request (head and body) and a way to
/// send, and says whether the connection stays.
template <class Protocol>
class BasicTestServer {
 public:
  using Send = std::function<void(std::string_view)>;
  using Handler = std::function<KeepConnection(const std::string& request, const Send& send)>;

  BasicTestServer(typename Protocol::endpoint endpoint, Handler handler)
      : acceptor_(context_, endpoint),
        handler_(std::move(handler)),
        thread_([this] { accept(); }) {}

  ~BasicTestServer() {
    closing_ = true;
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // wakes accept()
    thread_.join();
    const std::scoped_lock lock(mutex_);
    boost::system::error_code ignored;
    for (auto& connection : connections_)
      connection.socket.shutdown(boost::asio::socket_base::shutdown_both, ignored);
    for (auto& connection : connections_) connection.thread.join();
  }

  typename Protocol::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  int connections() const { return accepted_; }

 private:
  struct Connection {
    typename Protocol::socket socket;
    std::thread thread;
  };

  void accept() {
    while (true) {
      boost::system::error_code error;
      typename Protocol::socket socket(context_);
      acceptor_.accept(socket, error);
      if (error || closing_) return;
      ++accepted_;
      const std::scoped_lock lock(mutex_);
      auto& connection = connections_.emplace_back(Connection{std::move(socket), {}});
      connection.thread = std::thread([this, &connection] { serve(connection.socket); });
    }
  }

  void serve(typename Protocol::socket& socket) {
    boost::asio::streambuf buffer;
    boost::system::error_code error;
    const auto send = [&](std::string_view bytes) {
      boost::system::error_code ignored;
      boost::asio::write(socket, boost::asio::buffer(bytes), ignored);
    };
    while (true) {
      const auto head = boost::asio::read_until(socket, buffer, "\r\n\r\n", error);
      if (error) break;
      std::string request(head, '\0');
      buffer.sgetn(request.data(), static_cast<std::streamsize>(head));
      const auto length = content_length(request);
      if (buffer.size() < length) {
        boost::asio::read(socket, buffer, boost::asio::transfer_exactly(length - buffer.size()),
                          error);
        if (error) break;
      }
      std::string body(length, '\0');
      buffer.sgetn(body.data(), static_cast<std::streamsize>(length));
      if (handler_(request + body, send) == KeepConnection::kNo) break;
    }
    socket.shutdown(boost::asio::socket_base::shutdown_both, error);
  }

  static std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  boost::asio::io_context context_;
  typename Protocol::acceptor acceptor_;
  Handler handler_;
  std::atomic<bool> closing_ = false;
  std::atomic<int> accepted_ = 0;
  std::mutex mutex_;
  std::list<Connection> connections_;
  std::thread thread_;
};

class TestServer : public BasicTestServer<boost::asio::ip::tcp> {
 public:
  explicit TestServer(Handler handler)
      : BasicTestServer({boost::asio::ip::address_v4::loopback(), 0}, std::move(handler)) {}
  std::string url(std::string_view path = "/") const {
    return fmt::format("http://127.0.0.1:{}{}", endpoint().port(), path);
  }
};

using UnixTestServer = BasicTestServer<boost::asio::local::stream_protocol>;

/// A complete answer.
inline std::string answer(std::string_view status, std::string_view body,
                          std::string_view headers = "") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(), headers,
                     body);
}

}  // namespace modus::connect
