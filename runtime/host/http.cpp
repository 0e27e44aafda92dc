// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/http.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/algorithm/string/case_conv.hpp>

#include "runtime/connect/http_failure.h"
#include "runtime/host/arguments.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Arena;
using types::Member;
using types::Value;

constexpr auto kLongestTimeout = std::chrono::hours(24 * 365);

std::string_view without_query(std::string_view url) {
  return url.substr(0, std::min(url.find_first_of("?#"), url.size()));
}

// "content-type" → "Content-Type": HTTP/2 knows only lower case, apps look at names as of old.
std::string_view canonical_name(std::string_view name, Arena& arena) {
  std::string canonical(name);
  bool starts_word = true;
  for (char& c : canonical) {
    if (c >= 'a' && c <= 'z' && starts_word) c = static_cast<char>(c - 'a' + 'A');
    if (c >= 'A' && c <= 'Z' && !starts_word) c = static_cast<char>(c - 'A' + 'a');
    starts_word = c == '-';
  }
  return types::copy_text(arena, canonical);
}

// The guest's {data: Map<name, {name, values}>} as header lines.
connect::Headers read_headers(const Value& headers) {
  connect::Headers lines;
  const Value data = field_of(headers, "data");
  if (data.kind() != Value::Kind::kList) return lines;
  for (const Value& entry : data.as_list()) {
    const Value header = field_of(entry, "value");
    const Value values = field_of(header, "values");
    if (values.kind() != Value::Kind::kList) continue;
    for (const Value& value : values.as_list())
      lines.emplace_back(text_of(field_of(header, "name")), text_of(value));
  }
  return lines;
}

Value object(Arena& arena, std::initializer_list<Member> fields) {
  const auto members = types::make_span<Member>(arena, fields.size());
  std::ranges::copy(fields, members.begin());
  return Value::object(members);
}

struct HeaderGroup {
  std::string key;  // lower case
  std::string_view name;
  std::vector<Value> values;
};

std::vector<HeaderGroup> group(const connect::Headers& lines, Arena& arena) {
  std::vector<HeaderGroup> groups;
  for (const auto& [name, value] : lines) {
    std::string key = boost::algorithm::to_lower_copy(name);
    auto found = std::ranges::find(groups, key, &HeaderGroup::key);
    if (found == groups.end())
      found = groups.insert(found, {std::move(key), canonical_name(name, arena), {}});
    found->values.push_back(Value::string(types::copy_text(arena, value)));
  }
  return groups;
}

Value write_headers(const connect::Headers& lines, Arena& arena) {
  const std::vector<HeaderGroup> groups = group(lines, arena);
  const auto entries = types::make_span<Value>(arena, groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto values = types::make_span<Value>(arena, groups[i].values.size());
    std::ranges::copy(groups[i].values, values.begin());
    const Value header =
        object(arena, {{"name", Value::string(groups[i].name)}, {"values", Value::list(values)}});
    const auto key = Value::string(types::copy_text(arena, groups[i].key));
    entries[i] = object(arena, {{"key", key}, {"value", header}});
  }
  return object(arena, {{"data", Value::list(entries)}});
}

Result<Value> read_response(HostRequest& request, connect::HttpResponse response) {
  Arena& arena = request.arena;
  return object(arena, {{"status", Value::integer(response.status)},
                        {"statusText", Value::string(types::copy_text(arena, response.reason))},
                        {"headers", write_headers(response.headers, arena)},
                        {"body", Value::string(types::copy_text(arena, response.body))}});
}

std::int64_t integer_of(const Value& value) {
  if (value.kind() == Value::Kind::kInt) return value.as_int();
  return value.kind() == Value::Kind::kUint ? static_cast<std::int64_t>(value.as_uint()) : 0;
}

class Fetch final : public HostFunction {
 public:
  Fetch(LoopClients& clients, std::shared_ptr<const app::Manifest> manifest,
        std::shared_ptr<const app::Environment> environment)
      : clients_(clients), manifest_(std::move(manifest)), environment_(std::move(environment)) {}

  std::string_view name() const override { return "modus_http_client.fetch"; }
  std::size_t arity() const override { return 1; }
  CallTexts texts() const override {
    return {"Starting HTTP request.", "Completed HTTP request.", "Cancelled HTTP request.",
            "Error making HTTP request."};
  }

  std::string detail(const HostRequest& request) const override {
    if (request.arguments.empty()) return {};
    const Value& about = request.arguments[0];
    return fmt::format("{} {}", text_of(field_of(about, "method")),
                       without_query(text_of(field_of(about, "url"))));
  }

  void describe(const HostRequest& request, observe::Span& span) const override {
    if (request.arguments.empty()) return;
    const Value& about = request.arguments[0];
    describe_http(span, text_of(field_of(about, "method")), text_of(field_of(about, "url")));
  }
  void describe_result(const Value& result, observe::Span& span) const override {
    describe_status(span, integer_of(field_of(result, "status")));
  }

  Result<void> grant(const HostRequest& request) const override {
    MODUS_TRY(connection,
              allowed_connection(*manifest_, text_of(field_of(request.arguments[0], "url"))));
    (void)connection;
    return {};
  }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    auto http = prepare(*request);
    if (http) return send_http(clients_, request, *std::move(http), read_response);
    auto done = std::move(request->done);
    done(std::unexpected(std::move(http).error()));
  }

 private:
  Result<connect::HttpRequest> prepare(const HostRequest& request) const {
    const Value& from = request.arguments[0];
    connect::HttpRequest http;
    http.url = text_of(field_of(from, "url"));
    http.method = boost::algorithm::to_upper_copy(std::string(text_of(field_of(from, "method"))));
    if (http.method.empty()) http.method = "GET";
    http.headers = read_headers(field_of(from, "headers"));
    http.body = text_of(field_of(from, "body"));
    // More could not lie in the guest's memory anyway.
    http.max_response_bytes = request.caller->context().max_memory_bytes;
    const std::chrono::nanoseconds timeout(integer_of(field_of(from, "timeout")));
    if (timeout.count() < 0)
      return fail(ErrorCode::kInvalidArgument, "the request's timeout is negative");
    if (timeout.count() > 0 && timeout < kLongestTimeout) {
      http.deadline = Deadline::after(timeout);
      http.deadline_name = fmt::format(
          "the request's timeout of {}",
          connect::duration_text(std::chrono::round<std::chrono::milliseconds>(timeout)));
    }
    MODUS_TRY(connection, allowed_connection(*manifest_, http.url));
    MODUS_CHECK(add_connection(http, *connection, manifest_, *environment_));
    return http;
  }

  LoopClients& clients_;
  std::shared_ptr<const app::Manifest> manifest_;
  std::shared_ptr<const app::Environment> environment_;
};

}  // namespace

std::unique_ptr<HostFunction> make_fetch(LoopClients& clients,
                                         std::shared_ptr<const app::Manifest> manifest,
                                         std::shared_ptr<const app::Environment> environment) {
  return std::make_unique<Fetch>(clients, std::move(manifest), std::move(environment));
}

}  // namespace modus::host
