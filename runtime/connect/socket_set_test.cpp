// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/socket_set.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include <gtest/gtest.h>

namespace modus::connect {
namespace {

/// Two sockets that are connected; the first one is watched.
class Pair {
 public:
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }
  ~Pair() {
    for (const int end : ends_) ::close(end);
  }
  int watched() const { return ends_[0]; }
  void send() const { EXPECT_EQ(::write(ends_[1], "x", 1), 1); }

  /// The watched socket becomes that of another pair, without a word to anybody.
  void replace() {
    const Pair other;
    EXPECT_EQ(::dup2(other.ends_[0], ends_[0]), ends_[0]);
    ::close(ends_[1]);
    ends_[1] = ::dup(other.ends_[1]);
  }

 private:
  std::array<int, 2> ends_{};
};

class SocketSetTest : public testing::Test {
 protected:
  /// Runs the loop until a socket has something to tell: the socket.
  int next() {
    told_ = -1;
    loop_.run();
    return told_;
  }

  Loop loop_{0};
  int told_ = -1;
  std::shared_ptr<SocketSet> set_ = std::make_shared<SocketSet>(loop_, [this](int socket, int) {
    told_ = socket;
    set_->wait(socket, SocketSet::kNone);
    loop_.stop();
  });
};

TEST_F(SocketSetTest, TellsWhatHappens) {
  const Pair pair;
  set_->opened(pair.watched());
  EXPECT_TRUE(set_->wait(pair.watched(), SocketSet::kReadable));
  pair.send();
  EXPECT_EQ(next(), pair.watched());
}

TEST_F(SocketSetTest, ANumberMayBecomeThatOfAnotherSocket) {
  Pair pair;
  EXPECT_TRUE(set_->wait(pair.watched(), SocketSet::kReadable));
  pair.replace();
  EXPECT_TRUE(set_->wait(pair.watched(), SocketSet::kReadable | SocketSet::kWritable));
  EXPECT_EQ(next(), pair.watched());
}

TEST_F(SocketSetTest, AnOpenedSocketIsANewOne) {
  Pair pair;
  set_->opened(pair.watched());
  EXPECT_TRUE(set_->wait(pair.watched(), SocketSet::kReadable));
  pair.replace();
  set_->opened(pair.watched());
  EXPECT_TRUE(set_->wait(pair.watched(), SocketSet::kReadable));
  pair.send();
  EXPECT_EQ(next(), pair.watched());
}

TEST_F(SocketSetTest, WhatIsNoSocketIsRefused) {
  EXPECT_FALSE(set_->wait(1'000, SocketSet::kReadable));
}

}  // namespace
}  // namespace modus::connect
