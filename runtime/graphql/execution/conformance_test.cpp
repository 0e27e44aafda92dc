// SPDX-License-Identifier: Apache-2.0
// Holds execution to the recorded behaviour of graphql-js.
#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "runtime/graphql/conformance_data_for_test.h"
#include "runtime/graphql/execution/value_resolver_for_test.h"
#include "runtime/types/value_json.h"

namespace modus::graphql {
namespace {

enum class ListOrder { kCounts, kDoesNotCount };

// Equal for equal values: 1 equals 1.0, and lists may be bags.
std::string canonical(const json::Value& value, ListOrder order) {
  std::vector<std::string> parts;
  if (value.is_object()) {
    for (const auto& [key, member] : value.get_object()) {
      parts.push_back(fmt::format("{}:{}", std::string_view(key), canonical(member, order)));
    }
    std::ranges::sort(parts);
    return fmt::format("{{{}}}", fmt::join(parts, ","));
  }
  if (value.is_array()) {
    for (const json::Value& item : value.get_array()) parts.push_back(canonical(item, order));
    if (order == ListOrder::kDoesNotCount) std::ranges::sort(parts);
    return fmt::format("[{}]", fmt::join(parts, ","));
  }
  return value.is_number() ? fmt::format("{}", value.to_number<double>()) : json::to_text(value);
}

std::multiset<std::string> errors_of(const json::Object& response) {
  std::multiset<std::string> errors;
  const json::Array* const listed = json::find_array(response, "errors");
  if (listed == nullptr) return errors;
  for (const json::Value& error : *listed) {
    const auto part = [&](std::string_view key) {
      const json::Value* const value = error.as_object().if_contains(key);
      return value == nullptr ? "none" : canonical(*value, ListOrder::kCounts);
    };
    errors.insert(fmt::format("{} at {} of {}", part("message"), part("locations"), part("path")));
  }
  return errors;
}

std::string answer(const json::Object& c) {
  // Some go beyond standard limits, heavily.
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  const EngineOptions options{.max_depth = 1000, .max_aliases = kAll, .max_complexity = kAll};
  auto engine = Engine::create(text_of(c, "schema"), options).value();
  types::Arena arena;
  const types::Value parts = types::from_json(c, arena);
  const types::Value name = parts.find("operationName");
  Request request{.query = parts.find("query").as_string(), .variables = parts.find("variables")};
  if (!name.is_null()) request.operation_name = name.as_string();
  auto operation = engine->prepare(std::move(request));
  if (!operation) return operation.error().body;
  ValueResolver resolver(parts.find("rootValue"), arena);
  std::string body;
  engine->execute(*std::move(operation), resolver,
                  [&](Response response) { body = std::move(response.body); });
  return body;
}

TEST(Conformance, Execution) {
  const json::Array cases = read_cases("execution.json");
  if (cases.empty()) GTEST_SKIP() << "no conformance data beside the checkout";
  for (const json::Value& value : cases) {
    const json::Object& c = value.as_object();
    const auto order = c.contains("unordered") ? ListOrder::kDoesNotCount : ListOrder::kCounts;
    const json::Object& expected = c.at("expected").as_object();
    const json::Value response = json::parse(answer(c)).value();
    const json::Object& got = response.as_object();
    SCOPED_TRACE(text_of(c, "query"));
    ASSERT_EQ(got.contains("data"), expected.contains("data"));
    if (got.contains("data")) {
      EXPECT_EQ(canonical(got.at("data"), order), canonical(expected.at("data"), order));
    }
    EXPECT_EQ(errors_of(got), errors_of(expected));
  }
}

}  // namespace
}  // namespace modus::graphql
