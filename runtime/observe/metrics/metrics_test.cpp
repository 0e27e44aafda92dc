// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include <fmt/format.h>

#include "runtime/observe/metrics/function_metrics.h"
#include "runtime/observe/metrics/http_metrics.h"
#include "runtime/observe/metrics/model_metrics.h"

namespace modus::observe {
namespace {

std::string text_of(auto& metrics) {
  Exposition exposition;
  metrics.write(exposition);
  return exposition.take();
}

bool has_line(const std::string& text, std::string_view line) {
  return ("\n" + text).contains(std::string("\n") + std::string(line) + "\n");
}

TEST(FunctionMetrics, AddUpWhatLoopsCount) {
  FunctionMetrics metrics(2);
  metrics.ended(0, "f", std::chrono::milliseconds(15));
  metrics.ended(1, "f", std::chrono::milliseconds(70'000));
  metrics.ended(1, "g", std::chrono::microseconds(10));
  const std::string text = text_of(metrics);
  constexpr std::string_view kName = "runtime_function_execution_duration_milliseconds";
  const auto line = [&](std::string_view rest) {
    return has_line(text, std::string(kName) + std::string(rest));
  };
  EXPECT_TRUE(line(R"(_bucket{function_name="f",le="10"} 0)"));
  EXPECT_TRUE(line(R"(_bucket{function_name="f",le="20"} 1)"));
  EXPECT_TRUE(line(R"(_bucket{function_name="f",le="60000"} 1)"));
  EXPECT_TRUE(line(R"(_bucket{function_name="f",le="+Inf"} 2)"));
  EXPECT_TRUE(line(R"(_sum{function_name="f"} 70015)"));
  EXPECT_TRUE(line(R"(_count{function_name="g"} 1)"));
  EXPECT_TRUE(line(R"(_summary_count{function_name="f"} 2)"));
  EXPECT_TRUE(text.contains(std::string(kName) + R"(_summary{function_name="f",quantile="0.99"})"));
  EXPECT_TRUE(has_line(text, "runtime_function_executions_num 3"));
}

TEST(FunctionMetrics, AreCountedByLoopsWhileOthersRead) {
  FunctionMetrics metrics(2);
  {
    std::vector<std::jthread> loops;
    for (std::size_t loop = 0; loop < 2; ++loop) {
      loops.emplace_back([&metrics, loop] {
        for (int i = 0; i < 1000; ++i) metrics.ended(loop, "f", std::chrono::milliseconds(1));
      });
    }
    for (int i = 0; i < 10; ++i) text_of(metrics);
  }
  EXPECT_TRUE(has_line(text_of(metrics), "runtime_function_executions_num 2000"));
}

TEST(HttpMetrics, CountRequests) {
  HttpMetrics metrics(2);
  metrics.began(0);
  metrics.began(1);
  metrics.began(1);
  metrics.ended(1, "default", 200, 50, std::chrono::milliseconds(300));
  metrics.ended(0, "default", 503, 5, std::chrono::seconds(20));
  const std::string text = text_of(metrics);
  EXPECT_TRUE(has_line(text, "runtime_http_requests_in_flight_num 1"));
  EXPECT_TRUE(has_line(text, R"(runtime_http_requests_total_num{code="200"} 1)"));
  EXPECT_TRUE(has_line(text, R"(runtime_http_requests_total_num{code="503"} 1)"));
  EXPECT_TRUE(has_line(
      text, R"(runtime_http_requests_duration_seconds_bucket{handler="default",le="0.5"} 1)"));
  EXPECT_TRUE(
      has_line(text, R"(runtime_http_requests_duration_seconds_sum{handler="default"} 20.3)"));
  EXPECT_TRUE(
      has_line(text, R"(runtime_http_response_size_bytes_bucket{handler="default",le="10"} 1)"));
}

TEST(ModelMetrics, AddUpCalls) {
  ModelMetrics metrics;
  metrics.ended({.model = "llm",
                 .provider = "openai",
                 .duration = std::chrono::milliseconds(100),
                 .first_token = std::chrono::milliseconds(20),
                 .input_tokens = 10,
                 .cached_tokens = 4,
                 .output_tokens = 20,
                 .dollars = 0.25,
                 .attempts = 3});
  metrics.ended({.model = "llm", .provider = "openai", .attempts = 0, .is_cached = true});
  metrics.ended({.model = "llm", .provider = "openai", .attempts = 1, .error = "UNAVAILABLE"});
  const std::string text = text_of(metrics);
  const auto line = [&](std::string_view name, std::string_view more, std::string_view value) {
    return has_line(text, fmt::format("modus_model_{}{{model=\"llm\",provider=\"openai\"{}}} {}",
                                      name, more, value));
  };
  EXPECT_TRUE(line("call_duration_seconds_count", "", "3"));
  EXPECT_TRUE(line("time_to_first_token_seconds_bucket", ",le=\"0.02\"", "1"));
  EXPECT_TRUE(line("tokens_total", ",direction=\"input\"", "10"));
  EXPECT_TRUE(line("tokens_total", ",direction=\"output\"", "20"));
  EXPECT_TRUE(line("cached_input_tokens_total", "", "4"));
  EXPECT_TRUE(line("cost_dollars_total", "", "0.25"));
  EXPECT_TRUE(line("attempts_total", "", "4"));
  EXPECT_TRUE(line("retries_total", "", "2"));
  EXPECT_TRUE(line("cache_hits_total", "", "1"));
  EXPECT_TRUE(line("errors_total", ",error=\"UNAVAILABLE\"", "1"));
}

}  // namespace
}  // namespace modus::observe
