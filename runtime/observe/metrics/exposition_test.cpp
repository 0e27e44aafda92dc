// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/exposition.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace modus::observe {
namespace {

constexpr std::array<double, 2> kBounds = {0.25, 1};

TEST(Exposition, WritesSeriesOfFamilies) {
  Exposition exposition;
  exposition.single("up", MetricType::kGauge, "Whether it runs.", 1);
  exposition.family("asked_total", MetricType::kCounter, "How often.");
  exposition.value({{"code", "200"}, {"path", "/"}}, 12345678);
  EXPECT_EQ(exposition.take(),
            "# HELP up Whether it runs.\n# TYPE up gauge\nup 1\n"
            "# HELP asked_total How often.\n# TYPE asked_total counter\n"
            "asked_total{code=\"200\",path=\"/\"} 12345678\n");
}

TEST(Exposition, EscapesWhatIsNotPlain) {
  Exposition exposition;
  exposition.family("m", MetricType::kGauge, "a\\b\n\"c\"");
  exposition.value({{"l", "a\\b\n\"c\""}}, -0.5);
  EXPECT_EQ(exposition.take(),
            "# HELP m a\\\\b\\n\"c\"\n# TYPE m gauge\nm{l=\"a\\\\b\\n\\\"c\\\"\"} -0.5\n");
}

TEST(Exposition, WritesNumbersThatJsonLacks) {
  Exposition exposition;
  exposition.family("m", MetricType::kGauge, "");
  exposition.value({}, std::nan(""));
  exposition.value({}, std::numeric_limits<double>::infinity());
  exposition.value({}, 1e-9);
  EXPECT_TRUE(exposition.take().ends_with("m NaN\nm +Inf\nm 1e-09\n"));
}

TEST(Exposition, WritesBucketsThatAddUp) {
  Histogram histogram(kBounds);
  for (const double value : {0.1, 0.25, 0.5, 3.0}) histogram.observe(value);
  Histogram twice = histogram;
  twice.add(histogram);
  Exposition exposition;
  exposition.family("h", MetricType::kHistogram, "");
  exposition.histogram({{"f", "x"}}, twice);
  EXPECT_TRUE(
      exposition.take().ends_with("h_bucket{f=\"x\",le=\"0.25\"} 4\nh_bucket{f=\"x\",le=\"1\"} 6\n"
                                  "h_bucket{f=\"x\",le=\"+Inf\"} 8\nh_sum{f=\"x\"} 7.7\n"
                                  "h_count{f=\"x\"} 8\n"));
}

TEST(Exposition, WritesSummaries) {
  Exposition exposition;
  exposition.family("s", MetricType::kSummary, "");
  exposition.summary({}, {.quantiles = {{0.5, 2}, {0.99, 4}}, .sum = 7, .count = 3});
  EXPECT_TRUE(
      exposition.take().ends_with("s{quantile=\"0.5\"} 2\ns{quantile=\"0.99\"} 4\ns_sum 7\n"
                                  "s_count 3\n"));
}

}  // namespace
}  // namespace modus::observe
