// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/settings.h"

#include <algorithm>
#include <charconv>

#include <boost/algorithm/string/case_conv.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/trim.hpp>

namespace modus::observe {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

class Reader {
 public:
  explicit Reader(const GetVariable& get) : get_(get) {}

  /// An empty value means the same as none, says the specification.
  std::optional<std::string> text(const char* name) const {
    auto value = get_(name);
    if (value) boost::algorithm::trim(*value);
    return value && !value->empty() ? value : std::nullopt;
  }
  /// The variable for traces alone, else the one for every signal; with the name it was found by.
  std::optional<std::pair<const char*, std::string>> either(const char* traces,
                                                            const char* all) const {
    for (const char* name : {traces, all}) {
      if (auto value = text(name)) return std::pair(name, *std::move(value));
    }
    return {};
  }
  bool is_true(const char* name) const {
    return boost::algorithm::iequals(text(name).value_or(""), "true");
  }
  Result<std::uint64_t> number(const char* name, std::uint64_t otherwise) const {
    const auto value = text(name);
    return value ? parse_number(name, *value) : otherwise;
  }
  static Result<std::uint64_t> parse_number(const char* name, std::string_view value) {
    std::uint64_t number = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    constexpr std::uint64_t kMost = 1'000'000'000;
    if (error == std::errc() && stop == end && number > 0 && number <= kMost) return number;
    return fail(ErrorCode::kInvalidArgument, "{} is \"{}\"; it must be a whole number from 1 to {}",
                name, value, kMost);
  }

 private:
  const GetVariable& get_;
};

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned char byte = 0;
    const char* digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
      return {};
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

/// "key1=value1,key2=value2", values percent-encoded, as in the W3C's Baggage. The error does not
/// tell the text, which may hold keys.
Result<Pairs> read_pairs(const char* name, std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view pair = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = pair.find('=');
    const std::string key = boost::algorithm::trim_copy(std::string(pair.substr(0, equals)));
    const auto value = equals == pair.npos ? std::nullopt : percent_decode(pair.substr(equals + 1));
    const bool is_clean =
        value && std::ranges::all_of(*value, [](unsigned char c) { return c >= ' ' && c != 127; });
    if (key.empty() || !is_clean)
      return fail(ErrorCode::kInvalidArgument,
                  "{} is not of the form key1=value1,key2=value2 with percent-encoded values",
                  name);
    pairs.emplace_back(key, boost::algorithm::trim_copy(*value));
  }
  return pairs;
}

Result<std::string> read_url(const char* name, std::string url, bool is_base) {
  const std::size_t scheme = url.find("://");
  const bool known = url.starts_with("http://") || url.starts_with("https://");
  if (!known || url.size() == scheme + 3)
    return fail(ErrorCode::kInvalidArgument,
                "{} must be a URL such as \"http://localhost:4318\": http or https, and a host",
                name);
  if (!is_base) return url;
  while (url.ends_with('/')) url.pop_back();
  return url + "/v1/traces";
}

Result<void> check_protocol(const Reader& reader) {
  const auto protocol =
      reader.either("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");
  if (!protocol || protocol->second == "http/protobuf") return {};
  return fail(ErrorCode::kInvalidArgument,
              "{} is \"{}\"; only \"http/protobuf\" is supported (collectors take it at port 4318)",
              protocol->first, protocol->second);
}

Result<void> check_compression(const Reader& reader) {
  const auto compression =
      reader.either("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION");
  if (!compression || compression->second == "none") return {};
  return fail(ErrorCode::kInvalidArgument, "{} is \"{}\"; only \"none\" is supported",
              compression->first, compression->second);
}

Result<Sampler> read_sampler(const Reader& reader) {
  constexpr const char* kName = "OTEL_TRACES_SAMPLER";
  constexpr const char* kArgument = "OTEL_TRACES_SAMPLER_ARG";
  constexpr std::string_view kFollowing = "parentbased_";
  const std::string name = reader.text(kName).value_or("parentbased_always_on");
  const bool follows = name.starts_with(kFollowing);
  const auto parents = follows ? Sampler::Parents::kFollowed : Sampler::Parents::kIgnored;
  const std::string_view root =
      std::string_view(name).substr(follows ? kFollowing.size() : std::size_t{0});
  if (root == "always_on") return Sampler(1, parents);
  if (root == "always_off") return Sampler(0, parents);
  if (root != "traceidratio")
    return fail(ErrorCode::kInvalidArgument,
                "{} is \"{}\"; it may be always_on, always_off or traceidratio, or one of these "
                "after \"parentbased_\"",
                kName, name);
  const std::string share = reader.text(kArgument).value_or("1");
  double ratio = 1;
  const auto [stop, error] = std::from_chars(share.data(), share.data() + share.size(), ratio);
  if (error != std::errc() || stop != share.data() + share.size() || !(ratio >= 0 && ratio <= 1))
    return fail(ErrorCode::kInvalidArgument, "{} is \"{}\"; it must be a number from 0 to 1",
                kArgument, share);
  return Sampler(ratio, parents);
}

Result<TracerOptions> read_tracer(const Reader& reader) {
  TracerOptions options;
  MODUS_TRY(sampler, read_sampler(reader));
  options.sampler = sampler;
  if (reader.is_true("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"))
    options.content = MessageContent::kCaptured;
  MODUS_TRY(queue, reader.number("OTEL_BSP_MAX_QUEUE_SIZE", options.max_queue));
  MODUS_TRY(batch, reader.number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", options.batch));
  options.max_queue = queue;
  options.batch = std::min(batch, queue);
  return options;
}

// Whoever names the service does it in either variable; the one for it alone wins.
Result<Resource> read_resource(const Reader& reader) {
  constexpr const char* kAttributes = "OTEL_RESOURCE_ATTRIBUTES";
  MODUS_TRY(resource, read_pairs(kAttributes, reader.text(kAttributes).value_or("")));
  if (const auto name = reader.text("OTEL_SERVICE_NAME")) {
    std::erase_if(resource, [](const auto& pair) { return pair.first == "service.name"; });
    resource.emplace_back("service.name", *name);
  }
  return resource;
}

bool is_off(const Reader& reader) {
  return reader.is_true("OTEL_SDK_DISABLED") || reader.text("OTEL_TRACES_EXPORTER") == "none";
}

}  // namespace

Result<std::optional<TraceSettings>> read_trace_settings(const GetVariable& get) {
  const Reader reader(get);
  constexpr const char* kTraces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  const auto endpoint = reader.either(kTraces, "OTEL_EXPORTER_OTLP_ENDPOINT");
  if (!endpoint || is_off(reader)) return std::nullopt;
  if (const auto exporter = reader.text("OTEL_TRACES_EXPORTER").value_or("otlp");
      exporter != "otlp")
    return fail(ErrorCode::kInvalidArgument,
                "OTEL_TRACES_EXPORTER is \"{}\"; only \"otlp\" and \"none\" are supported",
                exporter);
  MODUS_CHECK(check_protocol(reader));
  MODUS_CHECK(check_compression(reader));
  TraceSettings settings;
  MODUS_TRY(url, read_url(endpoint->first, endpoint->second, endpoint->first != kTraces));
  settings.url = std::move(url);
  if (const auto headers =
          reader.either("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")) {
    MODUS_TRY(pairs, read_pairs(headers->first, headers->second));
    settings.headers = std::move(pairs);
  }
  if (const auto timeout =
          reader.either("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")) {
    MODUS_TRY(milliseconds, Reader::parse_number(timeout->first, timeout->second));
    settings.timeout = std::chrono::milliseconds(milliseconds);
  }
  MODUS_TRY(delay, reader.number("OTEL_BSP_SCHEDULE_DELAY",
                                 static_cast<std::uint64_t>(settings.delay.count())));
  settings.delay = std::chrono::milliseconds(delay);
  MODUS_TRY(tracer, read_tracer(reader));
  settings.tracer = tracer;
  MODUS_TRY(resource, read_resource(reader));
  settings.resource = std::move(resource);
  return settings;
}

}  // namespace modus::observe
