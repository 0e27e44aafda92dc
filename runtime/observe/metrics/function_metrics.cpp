// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/function_metrics.h"

#include <array>

namespace modus::observe {
namespace {

// Milliseconds.
constexpr std::array<double, 49> kDurations = {
    10,   20,    30,    40,    50,    60,    70,    80,    90,    100,  125,  150,  175,
    200,  225,   250,   300,   350,   400,   450,   500,   600,   700,  800,  900,  1000,
    1250, 1500,  1750,  2000,  2500,  3000,  3500,  4000,  4500,  5000, 6000, 7000, 8000,
    9000, 10000, 12500, 15000, 20000, 25000, 30000, 40000, 50000, 60000};
constexpr std::array<double, 4> kShares = {0.5, 0.75, 0.9, 0.99};

struct Whole {
  Histogram durations{kDurations};
  Sketch recent;
};

}  // namespace

FunctionMetrics::Series::Series() : durations(kDurations) {}

void FunctionMetrics::ended(std::size_t loop, std::string_view function,
                            std::chrono::nanoseconds duration) {
  const double milliseconds = std::chrono::duration<double, std::milli>(duration).count();
  const auto now = SlidingSketch::Clock::now();
  shards_.with(loop, [&](Shard& shard) {
    auto found = shard.find(function);
    if (found == shard.end()) found = shard.try_emplace(std::string(function)).first;
    found->second.durations.observe(milliseconds);
    found->second.recent.observe(milliseconds, now);
  });
}

void FunctionMetrics::write(Exposition& exposition) {
  constexpr std::string_view kName = "runtime_function_execution_duration_milliseconds";
  std::map<std::string, Whole, std::less<>> functions;
  const auto now = SlidingSketch::Clock::now();
  shards_.for_each([&](Shard& shard) {
    for (auto& [name, series] : shard) {
      Whole& whole = functions[name];
      whole.durations.add(series.durations);
      series.recent.add_to(whole.recent, now);
    }
  });
  std::uint64_t executions = 0;
  exposition.family(kName, MetricType::kHistogram, "How long functions ran, in milliseconds.");
  for (const auto& [name, whole] : functions) {
    executions += whole.durations.count();
    exposition.histogram({{"function_name", name}}, whole.durations);
  }
  exposition.family(std::string(kName) + "_summary", MetricType::kSummary,
                    "How long functions ran in the last ten minutes, in milliseconds.");
  for (const auto& [name, whole] : functions) {
    Summary summary{
        .quantiles = {}, .sum = whole.durations.sum(), .count = whole.durations.count()};
    for (const double share : kShares)
      summary.quantiles.emplace_back(share, whole.recent.quantile(share));
    exposition.summary({{"function_name", name}}, summary);
  }
  exposition.single("runtime_function_executions_num", MetricType::kCounter,
                    "How many functions ran.", static_cast<double>(executions));
}

}  // namespace modus::observe
