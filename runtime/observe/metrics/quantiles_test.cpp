// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/quantiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace modus::observe {
namespace {

TEST(Sketch, TellsQuantilesToASixtyFourth) {
  std::mt19937 random(7);
  std::lognormal_distribution<double> durations(3, 2);
  Sketch whole;
  Sketch halves[2];
  std::vector<double> values(20'000);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = durations(random);
    whole.observe(values[i]);
    halves[i % 2].observe(values[i]);
  }
  halves[0].add(halves[1]);
  std::ranges::sort(values);
  for (const double share : {0.001, 0.5, 0.75, 0.9, 0.99, 1.0}) {
    const double rank = std::ceil(share * static_cast<double>(values.size()));
    const double exact = values[static_cast<std::size_t>(rank) - 1];
    EXPECT_NEAR(whole.quantile(share), exact, exact / 64);
    EXPECT_EQ(halves[0].quantile(share), whole.quantile(share)) << "sketches add up";
  }
}

TEST(Sketch, TakesAnyNumber) {
  Sketch sketch;
  EXPECT_TRUE(std::isnan(sketch.quantile(0.5)));
  for (const double value : {0.0, -1.0, 1e-300, 1e300}) sketch.observe(value);
  EXPECT_EQ(sketch.count(), 4u);
  EXPECT_LT(sketch.quantile(0.5), 1e-6);
  EXPECT_GT(sketch.quantile(1), 1e9);
  sketch.clear();
  sketch.observe(8);
  EXPECT_NEAR(sketch.quantile(0.5), 8, 8.0 / 64);
}

TEST(SlidingSketch, ForgetsWhatIsOld) {
  SlidingSketch sliding;
  const auto start = SlidingSketch::Clock::time_point(std::chrono::hours(5));
  const auto count_at = [&](std::chrono::minutes later) {
    Sketch all;
    sliding.add_to(all, start + later);
    return all.count();
  };
  sliding.observe(1, start);
  sliding.observe(2, start + std::chrono::minutes(4));
  EXPECT_EQ(count_at(std::chrono::minutes(4)), 2u);
  EXPECT_EQ(count_at(std::chrono::minutes(9)), 2u);
  EXPECT_EQ(count_at(std::chrono::minutes(10)), 1u);
  EXPECT_EQ(count_at(std::chrono::minutes(14)), 0u);
  sliding.observe(3, start + std::chrono::hours(24));
  EXPECT_EQ(count_at(std::chrono::hours(24)), 1u);
}

}  // namespace
}  // namespace modus::observe
