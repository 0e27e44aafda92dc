// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/socket_set.h"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <utility>

namespace modus::connect {
namespace {

// How many sockets are served before the loop's other work has its turn.
constexpr int kBatch = 64;

std::uint32_t to_epoll(int events) {
  std::uint32_t flags = 0;
  if ((events & SocketSet::kReadable) != 0) flags |= EPOLLIN;
  if ((events & SocketSet::kWritable) != 0) flags |= EPOLLOUT;
  return flags;
}

int from_epoll(std::uint32_t flags) {
  int events = SocketSet::kNone;
  if ((flags & (EPOLLIN | EPOLLHUP)) != 0) events |= SocketSet::kReadable;
  if ((flags & (EPOLLOUT | EPOLLHUP)) != 0) events |= SocketSet::kWritable;
  if ((flags & EPOLLERR) != 0) events |= SocketSet::kFailed;
  return events;
}

}  // namespace

SocketSet::SocketSet(Loop& loop, OnEvent on_event)
    : poll_(::epoll_create1(EPOLL_CLOEXEC)),
      on_event_(std::move(on_event)),
      descriptor_(loop.context()) {
  boost::system::error_code ignored;
  if (is_usable()) descriptor_.assign(poll_, ignored);
}

SocketSet::~SocketSet() = default;

SocketSet::Entry& SocketSet::entry(int socket) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= entries_.size()) entries_.resize(index + 1);
  return entries_[index];
}

bool SocketSet::arm(int socket, Entry& entry, std::uint8_t events) const {
  epoll_event event{.events = to_epoll(events), .data = {.fd = socket}};
  const auto control = [&](int operation) {
    return ::epoll_ctl(poll_, operation, socket, &event) == 0;
  };
  const bool was_armed = std::exchange(entry.armed, events) != kNone;
  if (events == kNone) return control(EPOLL_CTL_DEL);
  if (!was_armed) return control(EPOLL_CTL_ADD);
  // A socket that was closed without a word is in no set, and its number may be another's by now.
  return control(EPOLL_CTL_MOD) || (errno == ENOENT && control(EPOLL_CTL_ADD));
}

bool SocketSet::wait(int socket, int events) {
  Entry& at = entry(socket);
  at.wanted = static_cast<std::uint8_t>(events);
  listen();
  if (at.wanted == kNone && !at.announced && at.armed != kNone) {
    arm(socket, at, kNone);
    return true;
  }
  // Being told too much is put right when it happens: mostly it does not.
  if ((at.wanted & ~at.armed) == 0) return true;
  return arm(socket, at, at.wanted);
}

void SocketSet::closing(int socket) {
  Entry& at = entry(socket);
  if (at.armed != kNone) arm(socket, at, kNone);
  at = {};
}

void SocketSet::listen() {
  if (listening_ || !descriptor_.is_open()) return;
  listening_ = true;
  descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [weak = weak_from_this()](boost::system::error_code error) {
                           const auto self = weak.lock();
                           if (!self) return;
                           self->listening_ = false;
                           if (error || !self->descriptor_.is_open()) return;
                           self->collect();
                           self->listen();
                         });
}

void SocketSet::collect() {
  std::array<epoll_event, kBatch> events;
  const int count = ::epoll_wait(poll_, events.data(), kBatch, 0);
  for (int i = 0; i < count && descriptor_.is_open(); ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const int socket = event.data.fd;
    Entry& at = entry(socket);
    const int happened = from_epoll(event.events) & (at.wanted | kFailed);
    if (at.wanted != at.armed && (happened & at.wanted) == 0) arm(socket, at, at.wanted);
    if (at.wanted != kNone && happened != kNone) on_event_(socket, happened);
  }
}

void SocketSet::stop() {
  boost::system::error_code ignored;
  descriptor_.close(ignored);
}

}  // namespace modus::connect
