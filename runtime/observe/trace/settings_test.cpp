// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/settings.h"

#include <gtest/gtest.h>

#include <map>

namespace modus::observe {
namespace {

using Variables = std::map<std::string, std::string>;

Result<std::optional<TraceSettings>> read(const Variables& variables) {
  return read_trace_settings([&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

TraceSettings settings(Variables variables) {
  variables.emplace("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
  const auto read_ones = read(variables);
  EXPECT_TRUE(read_ones) << read_ones.error().message();
  return read_ones.value().value();
}

std::string refusal(Variables variables) {
  variables.emplace("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
  const auto read_ones = read(variables);
  return read_ones ? "none" : read_ones.error().message();
}

TEST(TraceSettings, AreNoneWithoutAnEndpoint) {
  EXPECT_FALSE(read({}).value());
  EXPECT_FALSE(read({{"OTEL_EXPORTER_OTLP_ENDPOINT", " "}}).value());
  EXPECT_FALSE(read({{"OTEL_TRACES_SAMPLER", "no such"}}).value()) << "nobody asked for traces";
  EXPECT_FALSE(
      read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"}, {"OTEL_SDK_DISABLED", "True"}}).value());
  EXPECT_FALSE(read({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"}, {"OTEL_TRACES_EXPORTER", "none"}})
                   .value());
}

TEST(TraceSettings, FindTheirWay) {
  EXPECT_EQ(settings({}).url, "http://collector:4318/v1/traces");
  EXPECT_EQ(settings({{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://x/base/"}}).url,
            "https://x/base/v1/traces");
  EXPECT_EQ(settings({{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://x/mine"}}).url,
            "https://x/mine")
      << "taken as it is";
  EXPECT_EQ(refusal({{"OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"}}),
            "OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as \"http://localhost:4318\": http or "
            "https, and a host");
  EXPECT_NE(refusal({{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://"}}), "none");
}

TEST(TraceSettings, HaveTheirDefaults) {
  const TraceSettings plain = settings({});
  EXPECT_EQ(plain.timeout, std::chrono::seconds(10));
  EXPECT_EQ(plain.delay, std::chrono::seconds(5));
  EXPECT_EQ(plain.tracer.content, MessageContent::kLeftOut);
  EXPECT_TRUE(plain.headers.empty());
  EXPECT_TRUE(plain.resource.empty());
}

TEST(TraceSettings, AreWhatTheVariablesSay) {
  const TraceSettings mine =
      settings({{"OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b, x=1=2"},
                {"OTEL_EXPORTER_OTLP_TIMEOUT", "2500"},
                {"OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "1500"},
                {"OTEL_BSP_SCHEDULE_DELAY", "50"},
                {"OTEL_BSP_MAX_QUEUE_SIZE", "100"},
                {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true"},
                {"OTEL_SERVICE_NAME", "shop"},
                {"OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=prod,service.name=other"},
                {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"}});
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(mine.headers, (Pairs{{"api-key", "a b"}, {"x", "1=2"}}));
  EXPECT_EQ(mine.resource, (Pairs{{"deployment.environment", "prod"}, {"service.name", "shop"}}));
  EXPECT_EQ(mine.timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(mine.delay, std::chrono::milliseconds(50));
  EXPECT_EQ(mine.tracer.batch, 100u) << "no more than there can be";
  EXPECT_EQ(mine.tracer.content, MessageContent::kCaptured);
}

TEST(TraceSettings, SayWhatIsNotSupported) {
  EXPECT_EQ(refusal({{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"}}),
            "OTEL_EXPORTER_OTLP_PROTOCOL is \"grpc\"; only \"http/protobuf\" is supported "
            "(collectors take it at port 4318)");
  EXPECT_NE(refusal({{"OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"}}).find("\"none\""),
            std::string::npos);
  EXPECT_NE(refusal({{"OTEL_TRACES_EXPORTER", "zipkin"}}).find("zipkin"), std::string::npos);
  EXPECT_NE(refusal({{"OTEL_TRACES_SAMPLER", "jaeger_remote"}}).find("always_on"),
            std::string::npos);
  EXPECT_NE(refusal({{"OTEL_EXPORTER_OTLP_TIMEOUT", "10s"}}).find("\"10s\""), std::string::npos);
  for (const std::string share : {"2", "-1", "half", "nan"}) {
    EXPECT_NE(refusal({{"OTEL_TRACES_SAMPLER", "traceidratio"}, {"OTEL_TRACES_SAMPLER_ARG", share}})
                  .find("from 0 to 1"),
              std::string::npos)
        << share;
  }
}

TEST(TraceSettings, DoNotTellWhatHeadersHold) {
  for (const std::string headers : {"secret", "a=secret%2", "a=b,=secret", "a=secret%0d%0aX: 1"}) {
    const std::string message = refusal({{"OTEL_EXPORTER_OTLP_HEADERS", headers}});
    EXPECT_NE(message.find("OTEL_EXPORTER_OTLP_HEADERS"), std::string::npos) << headers;
    EXPECT_EQ(message.find("secret"), std::string::npos) << headers;
  }
}

TEST(TraceSettings, SampleAsAsked) {
  const auto sampler = [](const std::string& name, const std::string& share = "1") {
    return settings({{"OTEL_TRACES_SAMPLER", name}, {"OTEL_TRACES_SAMPLER_ARG", share}})
        .tracer.sampler;
  };
  const TraceId trace = make_trace_id();
  const TraceContext sampled{.trace_id = trace, .span_id = make_span_id(), .flags = 1};
  EXPECT_TRUE(sampler("always_on").samples({}, trace));
  EXPECT_FALSE(sampler("always_off").samples(sampled, trace));
  EXPECT_TRUE(sampler("parentbased_always_off").samples(sampled, trace));
  EXPECT_FALSE(sampler("parentbased_always_off").samples({}, trace));
  EXPECT_FALSE(sampler("traceidratio", "0").samples(sampled, trace));
  EXPECT_TRUE(sampler("parentbased_traceidratio", "0").samples(sampled, trace));
}

}  // namespace
}  // namespace modus::observe
