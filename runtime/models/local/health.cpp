// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/health.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string_view>

namespace modus::models::local {
namespace {

bool ask(int connection, const sockaddr_un& address) {
  const timeval limit{.tv_sec = 1, .tv_usec = 0};
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return false;
  constexpr std::string_view kQuestion = "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n";
  if (::send(connection, kQuestion.data(), kQuestion.size(), MSG_NOSIGNAL) < 0) return false;
  char answer[32] = {};
  const ssize_t got = ::recv(connection, answer, sizeof answer - 1, 0);
  if (got <= 0) return false;
  const std::string_view status(answer, static_cast<std::size_t>(got));
  return status.starts_with("HTTP/1.") && status.substr(8).starts_with(" 200");
}

}  // namespace

bool fits_socket_address(const std::string& socket_path) {
  return socket_path.size() < sizeof(sockaddr_un::sun_path);
}

bool answers_health_check(const std::string& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!fits_socket_address(socket_path)) return false;
  std::memcpy(address.sun_path, socket_path.data(), socket_path.size());
  const int connection = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0) return false;
  const bool well = ask(connection, address);
  ::close(connection);
  return well;
}

}  // namespace modus::models::local
