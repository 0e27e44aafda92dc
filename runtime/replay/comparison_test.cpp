// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/comparison.h"

#include <gtest/gtest.h>

namespace modus::replay {
namespace {

using Kind = CallDifference::Kind;

app::Manifest manifest() {
  return app::Manifest::parse(R"({"models": {"llm": {"connection": "local", "sourceModel": "x"}}})")
      .value();
}

RecordedCall fetch(std::string arguments, std::string result = "1") {
  return {.call = "modus_http_client.fetch",
          .arguments = std::move(arguments),
          .result = std::move(result)};
}

RecordedCall chat(std::string_view answer, std::string_view id) {
  const std::string document =
      fmt::format(R"({{"id":"{}","choices":[{{"message":{{"content":"{}"}}}}]}})", id, answer);
  return {.call = "modus_models.invokeModel",
          .arguments = R"(["llm","{}"])",
          .result = json::to_text(json::Value(document))};
}

std::string described(const Comparison& comparison) {
  std::string text;
  const auto add = [&](const std::vector<Difference>& differences) {
    for (const auto& [place, before, after] : differences)
      text += fmt::format(" {}: {} → {}", place, before, after);
  };
  add(comparison.result);
  for (const CallDifference& call : comparison.calls) {
    const auto* what = call.kind == Kind::kNew       ? " is new"
                       : call.kind == Kind::kNotMade ? " was not made"
                                                     : ":";
    text += fmt::format(" [{}{}", call.number, what);
    add(call.differences);
    text += "]";
  }
  return text;
}

TEST(Comparison, OfWhatIsEqualIsEmpty) {
  const Outcome outcome{.result = R"({"a":1})", .calls = {fetch("[1]"), chat("Hi", "1")}};
  const Comparison comparison = compare(outcome, outcome, manifest());
  EXPECT_TRUE(comparison.is_equal()) << described(comparison);
}

TEST(Comparison, LooksAtWhatAModelSaidOnly) {
  EXPECT_TRUE(
      compare({.calls = {chat("Hi", "1")}}, {.calls = {chat("Hi", "2")}}, manifest()).is_equal());
  EXPECT_EQ(
      described(compare({.calls = {chat("Hi", "1")}}, {.calls = {chat("Ho", "1")}}, manifest())),
      R"( [1: /answer: "Hi" → "Ho"])");
}

TEST(Comparison, FindsTheCallsThatBelongTogether) {
  const Outcome before{.calls = {fetch("[1]"), fetch("[2]"), fetch("[3]")}};
  EXPECT_EQ(described(compare(before, {.calls = {fetch("[3]"), fetch("[1]")}}, manifest())),
            " [2 was not made]");
  EXPECT_EQ(
      described(compare(before, {.calls = {fetch("[1]"), fetch("[2]"), fetch("[4]")}}, manifest())),
      " [3: /arguments/0: 3 → 4]");
  EXPECT_EQ(described(compare({}, before, manifest())), " [1 is new] [2 is new] [3 is new]");
  EXPECT_EQ(
      described(compare({.calls = {fetch("[1]")}}, {.calls = {fetch("[1]", "2")}}, manifest())),
      " [1: /result: 1 → 2]");
}

TEST(Comparison, TellsErrorsApart) {
  RecordedCall failed = fetch("[1]");
  failed.error = Error(ErrorCode::kUnavailable, "it is away");
  EXPECT_EQ(described(compare({.calls = {fetch("[1]")}}, {.calls = {failed}}, manifest())),
            " [1: /error:  → it is away]");
  EXPECT_TRUE(compare({.calls = {failed}}, {.calls = {failed}}, manifest()).is_equal());
  EXPECT_FALSE(compare({.errors = "a"}, {.errors = "b"}, manifest()).is_equal());
  EXPECT_FALSE(compare({.result = "1"}, {}, manifest()).is_equal());
}

}  // namespace
}  // namespace modus::replay
