// SPDX-License-Identifier: Apache-2.0
// Sends a GraphQL request on each of many connections at once, and checks every answer. Usage:
// inflight_client PORT CONNECTIONS FIELDS CALL, where CALL is what each field calls, with %s for a
// text of its own: 'ask(text: "%s")'. Prints one line of JSON.
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{30};

struct Connection {
  int socket = -1;
  std::string request;
  std::string expected;  // how the body begins
  std::string received;
  bool answered = false;
};

void prepare(Connection& connection, int number, int fields, std::string_view call) {
  const std::size_t mark = call.find("%s");
  std::string query;
  connection.expected = R"({"data":{)";
  for (int field = 0; field < fields; ++field) {
    const std::string text = fmt::format("text {}.{}", number, field);
    query += fmt::format("f{}: {}{}{} ", field, call.substr(0, mark), text, call.substr(mark + 2));
    connection.expected += fmt::format(R"({}"f{}":"{}")", field == 0 ? "" : ",", field, text);
  }
  connection.expected += '}';
  std::string body = R"({"query":"{)";
  for (const char c : query) {
    if (c == '"') body += '\\';
    body += c;
  }
  body += R"(}"})";
  connection.request = fmt::format(
      "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: {}\r\n\r\n{}",
      body.size(), body);
}

bool connect(Connection& connection, int poll, std::uint16_t port) {
  connection.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return false;
  const int on = 1;
  ::setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(connection.socket, F_SETFL, O_NONBLOCK);
  epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
  return ::epoll_ctl(poll, EPOLL_CTL_ADD, connection.socket, &event) == 0;
}

/// Whether the whole response is there.
bool complete(const std::string& received) {
  const std::size_t head = received.find("\r\n\r\n");
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t length = received.find(kLength);
  if (head == std::string::npos || length > head) return false;
  const auto body = std::strtoul(received.c_str() + length + kLength.size(), nullptr, 10);
  return received.size() >= head + 4 + body;
}

/// Reads what is there. Whether the connection has come to its end, well or not.
bool read(Connection& connection) {
  std::array<char, 16384> bytes;
  while (true) {
    const ssize_t count = ::recv(connection.socket, bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EAGAIN) return false;
    if (count <= 0) return true;
    connection.received.append(bytes.data(), static_cast<std::size_t>(count));
    if (complete(connection.received)) return true;
  }
}

bool is_right(const Connection& connection) {
  const std::size_t head = connection.received.find("\r\n\r\n");
  return connection.received.starts_with("HTTP/1.1 200 ") &&
         connection.received.compare(head + 4, connection.expected.size(), connection.expected) ==
             0;
}

double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

int main(int count, char** words) {
  if (count != 5) {
    std::cerr << "usage: inflight_client PORT CONNECTIONS FIELDS CALL\n";
    return 2;
  }
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);

  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  const int fields = std::atoi(words[3]);
  std::vector<Connection> connections(std::strtoul(words[2], nullptr, 10));
  int number = 0;
  for (Connection& connection : connections) {
    prepare(connection, number++, fields, words[4]);
    if (!connect(connection, poll, static_cast<std::uint16_t>(std::atoi(words[1])))) {
      std::cerr << "cannot connect\n";
      return 1;
    }
  }
  const auto start = Clock::now();
  std::size_t sent = 0;
  for (const Connection& connection : connections) {
    const std::string& request = connection.request;
    if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) ==
        static_cast<ssize_t>(request.size()))
      ++sent;
  }
  const auto all_sent = Clock::now();
  std::size_t open = connections.size();
  auto first = Clock::time_point::max();
  auto last = start;
  while (open > 0 && Clock::now() - start < kPatience) {
    std::array<epoll_event, 256> events;
    const int ready = ::epoll_wait(poll, events.data(), events.size(), 1000);
    for (int i = 0; i < ready; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (connection.answered || !read(connection)) continue;
      connection.answered = true;
      last = Clock::now();
      first = std::min(first, last);
      --open;
    }
  }
  std::size_t right = 0;
  for (const Connection& connection : connections) {
    if (is_right(connection)) {
      ++right;
    } else if (right + 1 == static_cast<std::size_t>(&connection - connections.data()) + 1) {
      std::cerr << "wrong answer: " << connection.received.substr(0, 500) << '\n';
    }
  }
  std::cout << fmt::format(
                   R"({{"sent":{},"right":{},"send_s":{:.3f},"first_s":{:.3f},"last_s":{:.3f}}})",
                   sent, right, seconds(all_sent - start), seconds(first - start),
                   seconds(last - start))
            << std::endl;
  return right == connections.size() ? 0 : 1;
}
