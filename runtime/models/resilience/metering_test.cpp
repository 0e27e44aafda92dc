// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/metering.h"

#include <stdlib.h>

#include <fmt/format.h>

#include "runtime/models/formats/testing.h"
#include "runtime/models/prices.h"
#include "runtime/models/resilience/service_for_test.h"

namespace modus::models::resilience {
namespace {

constexpr std::string_view kBounded = R"({"max_tokens":10})";

std::string answer_with(int input, int output) {
  return ok(fmt::format(R"({{"choices":[{{"message":{{"content":"hi"}}}}],)"
                        R"("usage":{{"prompt_tokens":{},"completion_tokens":{}}}}})",
                        input, output));
}

std::string stream_of(std::string_view events) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000000\r\n\r\n" +
         std::string(events);
}

std::string piece(std::string_view text) {
  return sse({fmt::format(R"({{"choices":[{{"index":0,"delta":{{"content":"{}"}}}}]}})", text)});
}

class MeteringTest : public ServiceTest {
 protected:
  void define_llm(std::string_view members, const std::string& url,
                  const std::string& others = "") {
    define(fmt::format(R"("chat": {}{})", model("", members), others), {url});
  }
  static std::string model(std::string_view api, std::string_view members) {
    return fmt::format(
        R"({{"sourceModel": "m", "connection": "api{}", "path": "v1/chat/completions",
            "price": {{"input": 1, "output": 10}}{}{}}})",
        api, members.empty() ? "" : ", ", members);
  }

  std::string asked(std::string_view name = "chat", std::string_view body = kBounded) {
    const Outcome outcome = ask(name, std::string(body), {.account = account_});
    return outcome.answer ? "answered" : outcome.answer.error().describe();
  }

  std::string usage() {
    std::string text;
    loop_.run([&] {
      json::Writer writer;
      account_->write_json(writer);
      text = writer.take();
    });
    return text.substr(text.find("\"total\":"));
  }

  std::shared_ptr<budget::RequestAccount> account_ = std::make_shared<budget::RequestAccount>();
};

TEST_F(MeteringTest, TellsWhatACallTookAndCost) {
  ScriptedProvider provider([](int, const auto&) { return answer_with(100, 20); });
  define_llm("", provider.url());
  const Outcome outcome = ask("chat", "{}", {.account = account_});
  EXPECT_EQ(outcome.usage, (TokenUsage{.input = 100, .output = 20}));
  EXPECT_EQ(outcome.nanodollars, 300'000u);
  EXPECT_EQ(outcome.provider, "api");
  EXPECT_EQ(outcome.source_model, "m");
  EXPECT_EQ(outcome.format->name(), "openai-chat");
  EXPECT_EQ(usage(), R"("total":{"calls":1,"inputTokens":100,"cachedTokens":0,"outputTokens":20,)"
                     R"("dollars":0.0003}})");
}

TEST_F(MeteringTest, RefusesWhenTheRequestsCallsAreSpent) {
  ScriptedProvider provider([](int, const auto&) { return answer_with(1, 1); });
  define_llm(R"("budget": {"perRequest": {"calls": 2}})", provider.url());
  EXPECT_EQ(asked(), "answered");
  EXPECT_EQ(asked(), "answered");
  EXPECT_EQ(asked(),
            "the budget for the model \"chat\" does not allow this call: "
            "models.chat.budget.perRequest.calls allows 2 calls for each request: 2 calls spent, "
            "and this call may take 1 call; raise it in modus.json");
  EXPECT_EQ(provider.requests(), 2);
  account_ = std::make_shared<budget::RequestAccount>();  // another request
  EXPECT_EQ(asked(), "answered");
}

TEST_F(MeteringTest, AllModelsTogetherHaveABudgetToo) {
  ScriptedProvider provider([](int, const auto&) { return answer_with(1, 1); });
  define_llm("", provider.url(), R"(, "other": )" + model("", ""));
  manifest_.budget.of(app::BudgetPeriod::kRequest).calls = 2;
  manifest_.budget.of(app::BudgetPeriod::kHour).calls = 3;
  EXPECT_EQ(asked("chat"), "answered");
  EXPECT_EQ(asked("other"), "answered");
  EXPECT_TRUE(asked("chat").contains(": budget.perRequest.calls allows 2 calls"));
  account_ = std::make_shared<budget::RequestAccount>();
  EXPECT_EQ(asked("chat"), "answered");
  EXPECT_TRUE(asked("other").contains(": budget.perHour.calls allows 3 calls an hour"));
}

TEST_F(MeteringTest, SettlesWithWhatTheProviderCounted) {
  ScriptedProvider provider([](int, const auto&) { return answer_with(60, 10); });
  define_llm(R"("budget": {"perDay": {"tokens": 100}})", provider.url());
  EXPECT_EQ(asked(), "answered");
  EXPECT_EQ(asked(), "answered");  // 70 are spent, and it may take 16
  EXPECT_TRUE(
      asked().contains("allows 100 tokens a day: 140 tokens spent, and this call may take "
                       "16 tokens; raise it in modus.json, or ask for a shorter answer"));
}

TEST_F(MeteringTest, ReservesDollarsByThePrice) {
  ScriptedProvider provider([](int, const auto&) { return answer_with(6, 10); });
  define_llm(R"("budget": {"perMinute": {"dollars": 0.00015}})", provider.url());
  EXPECT_EQ(asked(), "answered");
  EXPECT_TRUE(asked().contains(
      "perMinute.dollars allows $0.00015 a minute: $0.000106 spent, and this call may take "
      "$0.000106"));
}

TEST_F(MeteringTest, WhatFailedOrWasRefusedTakesNoTokens) {
  ScriptedProvider provider([](int n, const auto&) { return n < 3 ? unavailable() : ok("{}"); });
  define_llm(R"("retries": {"max": 2, "baseMs": 1}, "budget": {"perDay": {"tokens": 100}})",
             provider.url());
  EXPECT_EQ(asked(), "answered");  // with the provider's error
  EXPECT_EQ(
      usage(),
      R"("total":{"calls":1,"inputTokens":0,"cachedTokens":0,"outputTokens":0,"dollars":0}})");
}

TEST_F(MeteringTest, WhatNobodyKnowsCountsAsReserved) {
  ScriptedProvider provider([](int, const auto&) { return half(); });
  define_llm(R"("budget": {"perDay": {"tokens": 30}})", provider.url());
  EXPECT_TRUE(asked().contains("closed the connection"));
  EXPECT_TRUE(asked().contains("allows 30 tokens a day: 16 tokens spent"));
}

TEST_F(MeteringTest, CachedAnswersCostNothing) {
  ScriptedProvider provider([](int, const auto&) { return answer_with(5, 5); });
  define_llm(R"("cache": {"ttlSeconds": 60}, "budget": {"perRequest": {"calls": 1}})",
             provider.url());
  EXPECT_EQ(asked(), "answered");
  const Outcome again = ask("chat", std::string(kBounded), {.account = account_});
  EXPECT_TRUE(again.cached);
  EXPECT_EQ(again.usage, std::nullopt);
  EXPECT_EQ(again.provider, "api");
  EXPECT_TRUE(usage().contains(R"("calls":1,)"));
}

TEST_F(MeteringTest, TheFallbackAnswersWhenABudgetIsSpent) {
  ScriptedProvider dear([](int, const auto&) { return answer_with(5, 5); });
  ScriptedProvider cheap([](int, const auto&) { return answer_with(7, 7); });
  define(fmt::format(R"("chat": {}, "cheap": {})",
                     model("", R"("budget": {"perDay": {"calls": 1}}, "fallback": ["cheap"])"),
                     model("1", "")),
         {dear.url(), cheap.url()});
  EXPECT_EQ(ask().model, "chat");
  EXPECT_EQ(ask().model, "cheap");
}

TEST_F(MeteringTest, TimeEndsACallThatTakesLonger) {
  ScriptedProvider provider([](int, const auto&) { return stream_of(""); });  // and no more
  define_llm(R"("budget": {"perRequest": {"timeMs": 100}})", provider.url());
  EXPECT_EQ(asked(),
            "the model \"chat\" had not answered when its budget was spent: raise "
            "models.chat.budget.perRequest.timeMs in modus.json");
  EXPECT_TRUE(asked().contains("allows 100 ms of work for each request, which are spent"));
}

TEST_F(MeteringTest, AStreamThatOutgrowsItsReservationIsBrokenOff) {
  ScriptedProvider provider([](int, const auto&) {
    std::string events;
    for (int i = 0; i < 100; ++i) events += piece(std::string(100, 'x'));
    return stream_of(events);
  });
  define_llm(R"("budget": {"perDay": {"tokens": 1500}})", provider.url());
  std::size_t told = 0;
  std::promise<Outcome> ended;
  ModelOperation operation;
  loop_.run([&] {
    operation = service().stream(
        loop_.client, manifest_, environment_, "chat", "{}", {.account = account_},
        [&](const Delta& delta) { told += delta.text.size(); },
        [&](Outcome outcome) { ended.set_value(std::move(outcome)); });
  });
  const Outcome outcome = ended.get_future().get();
  loop_.run([&] { operation = {}; });
  ASSERT_FALSE(outcome.answer);
  EXPECT_TRUE(outcome.answer.error().message().contains("perDay.tokens allows 1500 tokens a day"))
      << outcome.answer.error().message();
  EXPECT_EQ(told, 5200u);  // a quarter as many tokens as fit: 1024 and 256, not 512
  EXPECT_TRUE(usage().contains(R"("outputTokens":1300,)")) << usage();
}

TEST_F(MeteringTest, AStreamWhoseClientLeftIsSettledWithWhatItTold) {
  ScriptedProvider provider(
      [](int, const auto&) { return stream_of(piece(std::string(400, 'x'))); });
  define_llm(R"("budget": {"perDay": {"tokens": 1000000}})", provider.url());
  std::promise<void> told;
  ModelOperation operation;
  loop_.run([&] {
    operation = service().stream(
        loop_.client, manifest_, environment_, "chat", "{}", {.account = account_},
        [&](const Delta&) { told.set_value(); }, [](const Outcome&) { FAIL(); });
  });
  told.get_future().wait();
  loop_.run([&] { operation = {}; });
  EXPECT_TRUE(usage().contains(R"("inputTokens":1,"cachedTokens":0,"outputTokens":100,)"))
      << usage();
}

TEST_F(MeteringTest, ManyAtOnceNeverExceedABudget) {
  ScriptedProvider provider([](int, const auto&) { return answer_with(6, 10); });
  define_llm(R"("budget": {"perDay": {"tokens": 200}})", provider.url());
  TestLoop other;
  std::vector<Call> calls;
  for (int i = 0; i < 40; ++i)
    calls.push_back(begin_on(i % 2 == 0 ? loop_ : other, "chat", std::string(kBounded)));
  int answered = 0;
  for (const Call& call : calls) answered += call->outcome().answer ? 1 : 0;
  EXPECT_LE(provider.requests(), 200 / 16);
  EXPECT_EQ(answered, provider.requests());
  EXPECT_GT(answered, 0);
}

TEST_F(MeteringTest, AnUnknownPriceIsAnErrorOnlyWhereDollarsCount) {
  define(R"("chat": {"sourceModel": "m", "connection": "api", "path": "p"},
            "here": {"sourceModel": "m", "connection": "local"})",
         {"http://127.0.0.1:1/"});
  EXPECT_TRUE(service().prepare(manifest_));
  manifest_.budget.of(app::BudgetPeriod::kDay).nanodollars = 5;
  EXPECT_EQ(service().prepare(manifest_).error().message(),
            fmt::format("modus.json: budget.perDay.dollars cannot be kept: the price of \"m\" (the "
                        "model \"chat\") is not among the list prices of {}; set "
                        "models.chat.price, in dollars for a million tokens: {{\"input\": …, "
                        "\"output\": …}}",
                        kPricesDate));
  manifest_.models[0].policy.price = app::ModelPrice();
  EXPECT_TRUE(service().prepare(manifest_));
  manifest_.models[0].policy.price.reset();
  manifest_.connections[0].base_url = "https://api.openai.com/";
  manifest_.models[0].source_model = "gpt-4o-mini";
  EXPECT_TRUE(service().prepare(manifest_));
}

TEST_F(MeteringTest, WhatIsSpentOutlivesTheProcessAndAReload) {
  std::string folder = "/tmp/modus-metering-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  data_directory_ = folder;
  ScriptedProvider provider([](int, const auto&) { return answer_with(1, 1); });
  define_llm(R"("budget": {"perDay": {"calls": 2}})", provider.url());
  ASSERT_TRUE(service().prepare(manifest_));
  EXPECT_EQ(asked(), "answered");
  restart();
  ASSERT_TRUE(service().prepare(manifest_));
  EXPECT_EQ(asked(), "answered");
  define_llm(R"("retries": {"max": 0}, "budget": {"perDay": {"calls": 2}})", provider.url());
  EXPECT_TRUE(asked().contains("perDay.calls allows 2 calls a day: 2 calls spent"));
  service_.reset();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace modus::models::resilience
