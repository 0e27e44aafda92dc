// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/limits.h"

#include <gtest/gtest.h>

namespace modus::app {
namespace {

GivenLimits given(Limit limit, std::uint64_t value) {
  GivenLimits limits;
  limits[limit] = value;
  return limits;
}

TEST(LimitRules, StandInTheOrderOfTheirNamesWithDefaultsInRange) {
  for (const LimitRule& rule : kLimitRules) {
    EXPECT_EQ(&rule_of(rule.limit), &rule);
    EXPECT_LE(rule.least, rule.standard);
    EXPECT_LE(rule.standard, rule.most);
    EXPECT_EQ(rule.standard % rule.flag_unit, 0u);
  }
}

TEST(LimitPolicy, TakesTheDefaultWhereNothingIsSaid) {
  const auto decision = LimitPolicy().decide({});
  EXPECT_EQ(decision.limits[Limit::kTimeoutMs], 120'000u);
  EXPECT_EQ(decision.limits[Limit::kConcurrentCalls], 10'000u);
  EXPECT_TRUE(decision.notes.empty());
}

TEST(LimitPolicy, LetsAnAppRaiseADefault) {
  const auto decision = LimitPolicy().decide(given(Limit::kMemoryBytes, 1u << 30));
  EXPECT_EQ(decision.limits[Limit::kMemoryBytes], 1u << 30);
  EXPECT_TRUE(decision.notes.empty());
}

TEST(LimitPolicy, HoldsAnAppToTheCommandLine) {
  const LimitPolicy policy(given(Limit::kTimeoutMs, 1000), {});
  EXPECT_EQ(policy.decide({}).limits[Limit::kTimeoutMs], 1000u);
  EXPECT_EQ(policy.decide(given(Limit::kTimeoutMs, 500)).limits[Limit::kTimeoutMs], 500u);
  const auto held = policy.decide(given(Limit::kTimeoutMs, 5000));
  EXPECT_EQ(held.limits[Limit::kTimeoutMs], 1000u);
  ASSERT_EQ(held.notes.size(), 1u);
  EXPECT_EQ(held.notes[0],
            "limits.timeoutMs in modus.json is 5000, but --timeout allows at most 1000");
}

TEST(LimitPolicy, BuildsTheProcessForWhatTheAppAsksAtItsStart) {
  const LimitPolicy policy(given(Limit::kConcurrentCalls, 100), given(Limit::kConcurrentCalls, 20));
  EXPECT_EQ(policy.at_start()[Limit::kConcurrentCalls], 20u);
  EXPECT_EQ(LimitPolicy({}, given(Limit::kStackBytes, 1u << 20)).at_start()[Limit::kStackBytes],
            1u << 20);
}

TEST(LimitPolicy, KeepsWhatAReloadCannotChange) {
  const LimitPolicy policy({}, given(Limit::kConcurrentCalls, 20));
  EXPECT_EQ(policy.decide(given(Limit::kConcurrentCalls, 10)).limits[Limit::kConcurrentCalls], 10u);
  const auto more = policy.decide(given(Limit::kConcurrentCalls, 30));
  EXPECT_EQ(more.limits[Limit::kConcurrentCalls], 20u);
  ASSERT_EQ(more.notes.size(), 1u);
  EXPECT_EQ(more.notes[0], "limits.concurrentCalls is now 30; it stays 20 until the next start");
  const auto stack = LimitPolicy().decide(given(Limit::kStackBytes, 64u << 10));
  EXPECT_EQ(stack.limits[Limit::kStackBytes], 512u << 10);
  EXPECT_EQ(stack.notes.size(), 1u);
}

}  // namespace
}  // namespace modus::app
