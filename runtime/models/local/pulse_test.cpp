// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/pulse.h"

#include <gtest/gtest.h>

#include "runtime/models/local/child_process.h"

namespace modus::models::local {
namespace {

const auto kNever = [] { return false; };

TEST(PulseTest, IsLostWhenItNeitherComputesNorAnswers) {
  Pulse pulse;
  EXPECT_FALSE(pulse.is_lost(5, kNever)) << "nobody knows whether it has just computed";
  for (unsigned i = 1; i < Pulse::kLooks; ++i) EXPECT_FALSE(pulse.is_lost(5, kNever));
  EXPECT_TRUE(pulse.is_lost(5, kNever));
}

TEST(PulseTest, GoesOnWhenItComputesOrAnswers) {
  Pulse pulse;
  std::uint64_t computed = 0;
  for (unsigned i = 0; i < 5 * Pulse::kLooks; ++i) {
    EXPECT_FALSE(pulse.is_lost(i % Pulse::kLooks == 0 ? ++computed : computed, kNever));
  }
  for (unsigned i = 0; i < 5 * Pulse::kLooks; ++i)
    EXPECT_FALSE(pulse.is_lost(computed, [] { return true; }));
}

TEST(PulseTest, IsNotLostWhereNobodyCanTell) {
  Pulse pulse;
  for (unsigned i = 0; i < 5 * Pulse::kLooks; ++i)
    EXPECT_FALSE(pulse.is_lost(std::nullopt, kNever));
}

TEST(ChildProcessTest, TellsWhatItComputed) {
  auto busy = ChildProcess::start(
      {.program = "/bin/sh", .arguments = {"-c", "while :; do :; done"}, .environment = {}});
  ASSERT_TRUE(busy) << busy.error().describe();
  const auto first = busy->cpu_ticks();
  ASSERT_TRUE(first);
  while (busy->cpu_ticks() == first) {
  }
  EXPECT_GT(busy->cpu_ticks(), first);
  busy->stop(std::chrono::milliseconds(0));
  EXPECT_FALSE(busy->cpu_ticks());
}

}  // namespace
}  // namespace modus::models::local
