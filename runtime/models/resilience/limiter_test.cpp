// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/limiter.h"

#include "runtime/models/resilience/service_for_test.h"

namespace modus::models::resilience {
namespace {

class LimiterTest : public ServiceTest {
 protected:
  std::atomic<int> delay_ms_ = 30;
  std::atomic<int> running_ = 0;
  std::atomic<int> most_ = 0;
  std::mutex mutex_;
  std::vector<std::string> order_;
  // Answers with the request's body, after a while.
  ScriptedProvider provider_{[this](int, const std::string& request) {
    const int running = ++running_;
    if (running > most_) most_ = running;
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms_));
    --running_;
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    const std::scoped_lock lock(mutex_);
    order_.push_back(body);
    return ok(body);
  }};
};

TEST_F(LimiterTest, SoManyCallsRunAtATimeOnAllLoopsTogether) {
  define_chat(R"("limits": {"concurrent": 2})", provider_.url());
  TestLoop other;
  std::vector<Call> calls;
  for (int i = 0; i < 8; ++i) calls.push_back(begin_on(i % 2 == 0 ? loop_ : other, "chat"));
  for (const Call& call : calls) EXPECT_EQ(call->text(), "{}");
  EXPECT_EQ(most_, 2);
  calls.clear();
}

TEST_F(LimiterTest, TheyGoAheadInOrder) {
  define_chat(R"("limits": {"concurrent": 1})", provider_.url());
  TestLoop other;
  std::vector<Call> calls;
  for (int i = 0; i < 6; ++i)
    calls.push_back(begin_on(i % 2 == 0 ? loop_ : other, "chat", std::to_string(i)));
  for (const Call& call : calls) call->text();
  EXPECT_EQ(order_, (std::vector<std::string>{"0", "1", "2", "3", "4", "5"}));
  calls.clear();
}

TEST_F(LimiterTest, ACallThatCannotWaitLongerSaysWhichLimitItWas) {
  delay_ms_ = 300;
  define_chat(R"("limits": {"concurrent": 1})", provider_.url());
  const auto first = begin();
  const Outcome outcome = ask("chat", "{}", {.patience = Deadline::after(50ms)});
  EXPECT_EQ(text(outcome),
            "error: the model \"chat\" was busy for as long as this call could wait: at most 1 "
            "calls at a time; raise models.chat.limits.concurrent in modus.json");
  EXPECT_EQ(outcome.answer.error().code(), ErrorCode::kResourceExhausted);
  EXPECT_EQ(outcome.attempts, 0u);
  EXPECT_EQ(first->text(), "{}");
}

TEST_F(LimiterTest, CancelledCallsLeaveTheQueueAndGiveTheirRoomBack) {
  delay_ms_ = 100;
  define_chat(R"("limits": {"concurrent": 1})", provider_.url());
  auto running = begin("chat", "0");
  auto waiting = begin("chat", "1");
  const auto last = begin("chat", "2");
  waiting.reset();
  running.reset();
  EXPECT_EQ(last->text(), "2");
}

TEST_F(LimiterTest, SoManyBeginWithinAMinute) {
  delay_ms_ = 0;
  define_chat(R"("limits": {"requestsPerMinute": 2})", provider_.url());
  EXPECT_EQ(said(), "{}");
  skip(30s);
  EXPECT_EQ(said(), "{}");
  const CallTerms brief{.deadline = Deadline::after(5s)};
  EXPECT_EQ(said("chat", "{}", brief),
            "error: the model \"chat\" may be asked 2 times a minute, and this call cannot wait "
            "for its turn; raise models.chat.limits.requestsPerMinute in modus.json");
  skip(30s);
  EXPECT_EQ(said("chat", "{}", brief), "{}");
  EXPECT_TRUE(said("chat", "{}", brief).contains("2 times a minute"));
}

TEST_F(LimiterTest, AShortWaitForTheRateIsWaited) {
  delay_ms_ = 0;
  define_chat(R"("limits": {"requestsPerMinute": 1})", provider_.url());
  EXPECT_EQ(said(), "{}");
  skip(59'800ms);
  const auto start = Deadline::Clock::now();
  EXPECT_EQ(said("chat", "{}", {.deadline = Deadline::after(10s)}), "{}");
  EXPECT_GE(Deadline::Clock::now() - start, 100ms);
}

TEST_F(LimiterTest, RetriesCountToo) {
  ScriptedProvider provider([](int, const auto&) { return unavailable(); });
  define_chat(R"("limits": {"requestsPerMinute": 2}, "retries": {"max": 5})", provider.url());
  const Outcome outcome = ask("chat", "{}", {.deadline = Deadline::after(5s)});
  EXPECT_EQ(text(outcome), "{}") << "what the provider said last";
  EXPECT_EQ(outcome.attempts, 2u);
  EXPECT_EQ(provider.requests(), 2);
}

TEST_F(LimiterTest, ACallMayAskTheSameModelFromItsAnswer) {
  delay_ms_ = 0;
  define_chat(R"("limits": {"concurrent": 1})", provider_.url());
  std::promise<std::string> promise;
  ModelOperation first;
  ModelOperation second;
  loop_.run([&] {
    first = service().invoke(loop_.client, manifest_, environment_, "chat", "1", {}, [&](Outcome) {
      second = service().invoke(loop_.client, manifest_, environment_, "chat", "2",
                                {.patience = Deadline::after(1s)},
                                [&](Outcome outcome) { promise.set_value(text(outcome)); });
    });
  });
  EXPECT_EQ(promise.get_future().get(), "2");
  loop_.run([&] {
    first = {};
    second = {};
  });
}

}  // namespace
}  // namespace modus::models::resilience
