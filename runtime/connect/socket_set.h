// SPDX-License-Identifier: Apache-2.0
// The sockets a loop waits for on libcurl's behalf. An epoll set of their own, which is all the
// loop sees of them, so that a socket costs no memory here and rarely a system call.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "runtime/base/loop.h"

namespace modus::connect {

/// Belongs to the loop's thread.
class SocketSet : public std::enable_shared_from_this<SocketSet> {
 public:
  enum Event : std::uint8_t { kNone = 0, kReadable = 1, kWritable = 2, kFailed = 4 };

  /// Called with a socket and what has happened to it, at least one of the events it waits for or
  /// kFailed, for as long as that lasts.
  using OnEvent = std::function<void(int socket, int events)>;

  SocketSet(Loop& loop, OnEvent on_event);
  ~SocketSet();

  /// Whether the system gave it what it needs; when not, wait() always fails.
  bool is_usable() const { return poll_ >= 0; }

  /// Waits for these events on the socket instead of those before. False when the system refuses.
  bool wait(int socket, int events);

  /// A socket whose end closing() will tell: waiting for nothing in between may leave it in the
  /// set, where the next request on the same connection finds it.
  void opened(int socket) { entry(socket) = {.announced = true}; }
  void closing(int socket);

  /// Calls nothing any more.
  void stop();

 private:
  struct Entry {
    std::uint8_t wanted = kNone;
    std::uint8_t armed = kNone;  // what the epoll set reports; more than wanted at times
    bool announced = false;
  };

  Entry& entry(int socket);
  bool arm(int socket, Entry& entry, std::uint8_t events) const;
  void listen();
  void collect();

  const int poll_;
  OnEvent on_event_;
  boost::asio::posix::stream_descriptor descriptor_;  // of poll_
  std::vector<Entry> entries_;                        // by socket
  bool listening_ = false;
};

}  // namespace modus::connect
