// SPDX-License-Identifier: Apache-2.0
#include "runtime/functions/admission.h"

#include <gtest/gtest.h>

#include <latch>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace modus::functions {
namespace {

using std::chrono::milliseconds;

// Waits far longer than any test takes, unless a test is about waiting.
constexpr AdmissionOptions kOne{.limit = 1, .max_waiting = 2, .max_wait = milliseconds(60'000)};

// Those who wait, and in which order they were served.
class Queue {
 public:
  explicit Queue(AdmissionOptions options = kOne) : gate(options) {}

  std::unique_ptr<Admission::Ticket> wait(int who, Deadline deadline = Deadline::never()) {
    auto ticket = gate.wait(loop, deadline, [this, who](Result<Admission::Slot> slot) {
      if (slot) {
        served.push_back(who);
        slots.push_back(*std::move(slot));
      } else {
        refusals.push_back(slot.error().message());
      }
    });
    if (ticket) return *std::move(ticket);
    refusals.push_back(ticket.error().message());
    return nullptr;
  }
  void settle() {
    while (loop.context().poll() > 0) {
    }
  }
  void run_until_refused() {
    while (refusals.empty()) loop.context().run_one();
  }

  Admission gate;
  Loop loop;
  std::vector<int> served;
  std::vector<Admission::Slot> slots;
  std::vector<std::string> refusals;
};

TEST(Admission, CallsWithinCallsHaveGatesOfTheirOwn) {
  Admission gate({.limit = 1});
  const auto first = gate.try_enter();
  EXPECT_FALSE(gate.try_enter());
  const auto second = gate.nested()->try_enter();
  EXPECT_TRUE(second);
  EXPECT_FALSE(gate.nested()->try_enter());
  EXPECT_TRUE(gate.nested()->nested()->nested()->try_enter());
  EXPECT_EQ(gate.nested()->nested()->nested()->nested(), nullptr);
  EXPECT_EQ(Admission::most_calls(1), 4u);
  EXPECT_EQ(Admission::most_calls(10'000), 10'000u + 625 + 39 + 16);
}

TEST(Admission, LetsSoManyInAndNoMore) {
  Admission gate({.limit = 2});
  const auto first = gate.try_enter();
  std::optional<Admission::Slot> second = gate.try_enter();
  EXPECT_TRUE(first);
  EXPECT_TRUE(*second);
  EXPECT_FALSE(gate.try_enter());
  second.reset();
  EXPECT_TRUE(gate.try_enter());
}

TEST(Admission, ServesThoseWhoWaitInTheirOrder) {
  Queue queue;
  auto running = queue.gate.try_enter();
  const auto first = queue.wait(1);
  const auto second = queue.wait(2);
  queue.settle();
  EXPECT_TRUE(queue.served.empty());
  running = {};
  EXPECT_FALSE(queue.gate.try_enter()) << "nobody overtakes the queue";
  queue.settle();
  EXPECT_EQ(queue.served, std::vector{1});
  queue.slots.clear();
  queue.settle();
  EXPECT_EQ(queue.served, (std::vector{1, 2}));
  queue.slots.clear();
  EXPECT_TRUE(queue.gate.try_enter());
}

TEST(Admission, RefusesWhenTheQueueIsFull) {
  Queue queue;
  const auto running = queue.gate.try_enter();
  const auto first = queue.wait(1);
  const auto second = queue.wait(2);
  EXPECT_EQ(queue.wait(3), nullptr);
  ASSERT_EQ(queue.refusals.size(), 1u);
  EXPECT_EQ(queue.refusals[0],
            "the server is busy with as many calls as its limit of 1 allows, and 2 more wait "
            "already; try again, or raise limits.concurrentCalls in modus.json or "
            "--concurrent-calls");
}

TEST(Admission, RefusesAfterAWhile) {
  Queue queue({.limit = 1, .max_waiting = 2, .max_wait = milliseconds(5)});
  auto running = queue.gate.try_enter();
  const auto ticket = queue.wait(1);
  queue.run_until_refused();
  EXPECT_NE(queue.refusals[0].find("within 5 ms"), std::string::npos) << queue.refusals[0];
  running = {};
  EXPECT_TRUE(queue.gate.try_enter()) << "the place in the queue is gone";
}

TEST(Admission, NeverWaitsPastTheDeadline) {
  Queue queue;
  const auto running = queue.gate.try_enter();
  const auto ticket = queue.wait(1, Deadline::after(milliseconds(5)));
  queue.run_until_refused();
  EXPECT_TRUE(queue.served.empty());
}

TEST(Admission, ForgetsWhoeverDropsItsTicket) {
  Queue queue;
  auto running = queue.gate.try_enter();
  auto first = queue.wait(1);
  const auto second = queue.wait(2);
  first.reset();
  EXPECT_NE(queue.wait(3), nullptr) << "its place is free";
  running = {};
  queue.settle();
  EXPECT_EQ(queue.served, std::vector{2});
}

TEST(Admission, PassesOnASlotWhoseOwnerHasLeft) {
  Queue queue;
  auto running = queue.gate.try_enter();
  auto first = queue.wait(1);
  const auto second = queue.wait(2);
  running = {};  // granted to the first, and on its way
  first.reset();
  queue.settle();
  EXPECT_EQ(queue.served, std::vector{2});
}

TEST(Admission, ServesTheQueueWhenTheLimitRises) {
  Queue queue;
  const auto running = queue.gate.try_enter();
  const auto ticket = queue.wait(1);
  queue.gate.set_limit(2);
  queue.settle();
  EXPECT_EQ(queue.served, std::vector{1});
}

TEST(Admission, ALowerLimitHoldsForThoseWhoComeNext) {
  Admission gate({.limit = 2});
  auto first = gate.try_enter();
  auto second = gate.try_enter();
  gate.set_limit(1);
  first = {};
  EXPECT_FALSE(gate.try_enter());
  second = {};
  EXPECT_TRUE(gate.try_enter());
}

// Each loop runs many short calls, with fewer slots than loops: all must be served, and never more
// than the limit at once.
TEST(Admission, LosesNobodyBetweenThreads) {
  constexpr int kLoops = 3;
  constexpr int kCalls = 2000;
  constexpr int kLimit = 2;
  Admission gate({.limit = kLimit, .max_waiting = 1000, .max_wait = milliseconds(60'000)});
  std::atomic<int> inside = 0;
  std::atomic<bool> too_many = false;
  std::latch finished(kLoops);
  struct Client {
    int left = kCalls;
    std::unique_ptr<Admission::Ticket> ticket;
    std::function<void()> next;
  };
  std::vector<Client> clients(kLoops);
  LoopThreads loops(kLoops);
  for (int i = 0; i < kLoops; ++i) {
    Client& client = clients[i];
    Loop& loop = loops[i];
    const auto run = [&](Admission::Slot slot) {
      if (++inside > kLimit) too_many = true;
      loop.post([&, slot = std::move(slot)]() mutable {
        --inside;
        slot = {};
        client.next();
      });
    };
    client.next = [&, run] {
      if (client.left-- == 0) return finished.count_down();
      if (auto slot = gate.try_enter()) return run(std::move(slot));
      client.ticket = *gate.wait(loop, Deadline::never(), [&, run](Result<Admission::Slot> slot) {
        client.ticket.reset();
        run(*std::move(slot));
      });
    };
    loop.post([&] { client.next(); });
  }
  finished.wait();
  loops.stop();
  EXPECT_FALSE(too_many);
}

}  // namespace
}  // namespace modus::functions
