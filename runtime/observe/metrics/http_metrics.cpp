// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/http_metrics.h"

#include <array>

#include <fmt/format.h>

namespace modus::observe {
namespace {

constexpr std::array<double, 5> kSeconds = {0.25, 0.5, 1, 5, 10};
constexpr std::array<double, 4> kBytes = {10, 100, 1000, 10000};

}  // namespace

HttpMetrics::Series::Series() : seconds(kSeconds), sizes(kBytes) {}

void HttpMetrics::began(std::size_t loop) {
  shards_.with(loop, [](Shard& shard) { ++shard.in_flight; });
}

void HttpMetrics::ended(std::size_t loop, std::string_view endpoint, int status,
                        std::uint64_t body_bytes, std::chrono::nanoseconds duration) {
  shards_.with(loop, [&](Shard& shard) {
    --shard.in_flight;
    ++shard.codes[status];
    auto found = shard.endpoints.find(endpoint);
    if (found == shard.endpoints.end())
      found = shard.endpoints.try_emplace(std::string(endpoint)).first;
    found->second.seconds.observe(std::chrono::duration<double>(duration).count());
    found->second.sizes.observe(static_cast<double>(body_bytes));
  });
}

void HttpMetrics::write(Exposition& exposition) {
  Shard whole;
  shards_.for_each([&](const Shard& shard) {
    whole.in_flight += shard.in_flight;
    for (const auto& [code, count] : shard.codes) whole.codes[code] += count;
    for (const auto& [name, series] : shard.endpoints) {
      Series& sum = whole.endpoints[name];
      sum.seconds.add(series.seconds);
      sum.sizes.add(series.sizes);
    }
  });
  exposition.single("runtime_http_requests_in_flight_num", MetricType::kGauge,
                    "Requests to endpoints that are being answered.",
                    static_cast<double>(whole.in_flight));
  exposition.family("runtime_http_requests_total_num", MetricType::kCounter,
                    "Requests to endpoints by the status of the answer.");
  for (const auto& [code, count] : whole.codes)
    exposition.value({{"code", fmt::format("{}", code)}}, static_cast<double>(count));
  exposition.family("runtime_http_requests_duration_seconds", MetricType::kHistogram,
                    "How long requests to endpoints took.");
  for (const auto& [name, series] : whole.endpoints)
    exposition.histogram({{"handler", name}}, series.seconds);
  exposition.family("runtime_http_response_size_bytes", MetricType::kHistogram,
                    "Sizes of the bodies of answers.");
  for (const auto& [name, series] : whole.endpoints)
    exposition.histogram({{"handler", name}}, series.sizes);
}

}  // namespace modus::observe
