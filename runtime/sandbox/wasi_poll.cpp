// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "runtime/sandbox/wasi.h"

namespace modus::sandbox {
namespace {

// Layouts of `subscription` and `event`.
constexpr std::uint32_t kSubscriptionSize = 48;
constexpr std::uint32_t kEventSize = 32;
constexpr std::uint32_t kMaxSubscriptions = 1024;
enum Tag : std::uint8_t { kClock = 0, kRead = 1, kWrite = 2 };
constexpr std::uint16_t kAbsoluteTime = 1;
constexpr std::uint16_t kHangUp = 1;

struct Subscription {
  std::uint64_t user_data = 0;
  std::uint8_t tag = kClock;
  Errno error = kSuccess;
  std::uint64_t wait = 0;  // nanoseconds from now
};

Subscription read_subscription(const std::byte* from) {
  Subscription result{.user_data = load_le<std::uint64_t>(from),
                      .tag = load_le<std::uint8_t>(from + 8)};
  if (result.tag == kRead || result.tag == kWrite) {
    const auto file = load_le<std::uint32_t>(from + 16);
    const bool known = result.tag == kRead ? file == 0 : file == 1 || file == 2;
    if (!known) result.error = kBadFile;
    return result;
  }
  const auto now = read_clock(load_le<std::uint32_t>(from + 16));
  if (result.tag != kClock || !now) {
    result.error = kInvalid;
    return result;
  }
  result.wait = load_le<std::uint64_t>(from + 24);
  if (load_le<std::uint16_t>(from + 40) & kAbsoluteTime) {
    result.wait = result.wait > *now ? result.wait - *now : 0;
  }
  return result;
}

struct Poll {
  std::vector<Subscription> subscriptions;
  std::uint32_t events = 0;
  std::uint32_t event_count = 0;

  std::uint64_t shortest_wait() const {
    return std::ranges::min(subscriptions, {}, &Subscription::wait).wait;
  }
};

Result<std::optional<WasmValue>> answer(Errno error) { return WasmValue::i32(error); }

// Memory was checked before the wait, and never shrinks.
Result<std::optional<WasmValue>> write_events(const Poll& poll, Instance& instance) {
  const MutableBytes memory = instance.memory();
  const std::uint64_t waited = poll.shortest_wait();
  std::uint32_t count = 0;
  for (const Subscription& subscription : poll.subscriptions) {
    if (subscription.wait > waited) continue;
    std::byte* event = memory.data() + poll.events + std::uint64_t{count++} * kEventSize;
    std::fill_n(event, kEventSize, std::byte{0});
    store_le(event, subscription.user_data);
    store_le<std::uint16_t>(event + 8, subscription.error);
    store_le(event + 10, subscription.tag);
    if (subscription.tag == kRead) store_le(event + 24, kHangUp);
    if (subscription.tag == kWrite) store_le<std::uint64_t>(event + 16, 65536);
  }
  store_le(memory.data() + poll.event_count, count);
  return answer(kSuccess);
}

}  // namespace

FunctionType poll_oneoff_type() {
  return {{ValueType::kI32, ValueType::kI32, ValueType::kI32, ValueType::kI32}, {ValueType::kI32}};
}

void poll_oneoff(HostCall call) {
  Instance& instance = call.instance();
  const auto argument = [&](std::size_t i) { return call.arguments()[i].as_i32(); };
  const std::uint32_t count = argument(2);
  const auto refuse = [&](Errno error) {
    call.finish([error](Instance&) { return answer(error); });
  };
  if (count == 0 || count > kMaxSubscriptions) return refuse(kInvalid);
  const auto list = instance.memory_at(argument(0), std::uint64_t{count} * kSubscriptionSize);
  if (!list || !instance.memory_at(argument(1), std::uint64_t{count} * kEventSize) ||
      !instance.memory_at(argument(3), 4)) {
    return refuse(kFault);
  }
  Poll poll{.subscriptions = {}, .events = argument(1), .event_count = argument(3)};
  for (std::uint32_t i = 0; i < count; ++i) {
    poll.subscriptions.push_back(
        read_subscription(list->data() + std::uint64_t{i} * kSubscriptionSize));
  }
  constexpr std::uint64_t kLongest = 30ull * 24 * 3600 * 1'000'000'000;
  const std::chrono::nanoseconds delay(std::min(poll.shortest_wait(), kLongest));
  auto& timer = instance.internals().sleep_timer;
  Loop& loop = instance.loop();
  auto finish = [poll = std::move(poll)](Instance& self) { return write_events(poll, self); };
  if (delay.count() == 0) return call.finish(std::move(finish));
  timer = Timer(loop, delay, [call = std::move(call), finish = std::move(finish)]() mutable {
    call.finish(std::move(finish));
  });
}

}  // namespace modus::sandbox
