// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/metrics/model_metrics.h"

#include <array>

namespace modus::observe {
namespace {

// Those that OpenTelemetry advises for gen_ai.client.operation.duration and
// gen_ai.server.time_to_first_token.
constexpr std::array<double, 14> kSeconds = {0.01, 0.02, 0.04, 0.08,  0.16,  0.32,  0.64,
                                             1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92};
constexpr std::array<double, 16> kFirstToken = {0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1,
                                                0.25,  0.5,   0.75, 1,    2.5,  5,    7.5,  10};

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

ModelMetrics::Series::Series() : seconds(kSeconds), first_token(kFirstToken) {}

void ModelMetrics::ended(const ModelCall& call) {
  const std::scoped_lock lock(mutex_);
  Series& series = series_[Key(call.model, call.provider)];
  series.seconds.observe(seconds(call.duration));
  if (call.first_token) series.first_token.observe(seconds(*call.first_token));
  series.attempts += call.attempts;
  series.retries += call.attempts > 1 ? call.attempts - 1 : 0;
  series.cache_hits += call.is_cached ? 1 : 0;
  series.input_tokens += call.input_tokens;
  series.cached_tokens += call.cached_tokens;
  series.output_tokens += call.output_tokens;
  series.dollars += call.dollars;
  if (!call.error.empty()) ++series.errors[std::string(call.error)];
}

void ModelMetrics::write(Exposition& exposition) {
  const std::scoped_lock lock(mutex_);
  exposition.family("modus_model_call_duration_seconds", MetricType::kHistogram,
                    "How long functions waited for models, retries and waits included.");
  for (const auto& [key, series] : series_)
    exposition.histogram({{"model", key.first}, {"provider", key.second}}, series.seconds);
  exposition.family("modus_model_time_to_first_token_seconds", MetricType::kHistogram,
                    "How long streamed answers of models took to begin.");
  for (const auto& [key, series] : series_) {
    if (series.first_token.count() > 0)
      exposition.histogram({{"model", key.first}, {"provider", key.second}}, series.first_token);
  }
  write_counters(exposition);
}

void ModelMetrics::write_counters(Exposition& exposition) const {
  const auto counter = [&](std::string_view name, std::string_view help, auto member) {
    exposition.family(name, MetricType::kCounter, help);
    for (const auto& [key, series] : series_)
      exposition.value({{"model", key.first}, {"provider", key.second}},
                       static_cast<double>(series.*member));
  };
  exposition.family("modus_model_tokens_total", MetricType::kCounter,
                    "Tokens that models read (input) and wrote (output).");
  for (const auto& [key, series] : series_) {
    const auto tokens = [&, &labels = key](std::string_view direction, std::uint64_t count) {
      exposition.value(
          {{"model", labels.first}, {"provider", labels.second}, {"direction", direction}},
          static_cast<double>(count));
    };
    tokens("input", series.input_tokens);
    tokens("output", series.output_tokens);
  }
  counter("modus_model_cached_input_tokens_total",
          "Tokens of the input that the provider had in its cache.", &Series::cached_tokens);
  counter("modus_model_cost_dollars_total", "What calls of models cost, in US dollars.",
          &Series::dollars);
  counter("modus_model_attempts_total", "Requests sent to providers.", &Series::attempts);
  counter("modus_model_retries_total", "Requests sent again, to the same model or another.",
          &Series::retries);
  counter("modus_model_cache_hits_total", "Calls answered without asking, from an equal one.",
          &Series::cache_hits);
  exposition.family("modus_model_errors_total", MetricType::kCounter,
                    "Calls of models that failed, by the error's code.");
  for (const auto& [key, series] : series_) {
    for (const auto& [code, count] : series.errors)
      exposition.value({{"model", key.first}, {"provider", key.second}, {"error", code}},
                       static_cast<double>(count));
  }
}

}  // namespace modus::observe
