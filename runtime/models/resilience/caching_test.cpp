// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/caching.h"

#include <stdlib.h>

#include "runtime/models/resilience/service_for_test.h"

namespace modus::models::resilience {
namespace {

namespace fs = std::filesystem;

class CachingTest : public ServiceTest {
 protected:
  CachingTest() {
    std::string pattern = "/tmp/modus-cache-XXXXXX";
    data_directory_ = ::mkdtemp(pattern.data());
  }
  ~CachingTest() override {
    service_.reset();
    fs::remove_all(data_directory_);
  }

  std::atomic<int> delay_ms_ = 0;
  ScriptedProvider provider_{[this](int n, const auto&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms_));
    return ok(fmt::format("answer {}", n));
  }};
};

TEST_F(CachingTest, IsOffUnlessAskedFor) {
  define_chat("", provider_.url());
  EXPECT_EQ(said(), "answer 0");
  EXPECT_EQ(said(), "answer 1");
}

TEST_F(CachingTest, AnEqualRequestGetsTheSameAnswerForItsTime) {
  define_chat(R"("cache": {"ttlSeconds": 60})", provider_.url());
  const Outcome first = ask("chat", R"({"x":1})");
  EXPECT_EQ(text(first), "answer 0");
  EXPECT_FALSE(first.cached);
  const Outcome second = ask("chat", R"({"x":1})");
  EXPECT_EQ(text(second), "answer 0");
  EXPECT_TRUE(second.cached);
  EXPECT_EQ(second.attempts, 0u);
  EXPECT_EQ(said("chat", R"({"x":2})"), "answer 1");
  skip(59s);
  EXPECT_EQ(said("chat", R"({"x":1})"), "answer 0");
  skip(1s);
  EXPECT_EQ(said("chat", R"({"x":1})"), "answer 2");
}

TEST_F(CachingTest, ModelsDoNotShareAnswers) {
  define(
      R"("a": {"sourceModel": "m", "connection": "api", "path": "a", "cache": {"ttlSeconds": 9}},
         "b": {"sourceModel": "n", "connection": "api", "path": "a", "cache": {"ttlSeconds": 9}})",
      {provider_.url()});
  EXPECT_EQ(said("a"), "answer 0");
  EXPECT_EQ(said("b"), "answer 1");
}

TEST_F(CachingTest, AChangedDefinitionAsksAnew) {
  define_chat(R"("cache": {"ttlSeconds": 60, "store": "sqlite"})", provider_.url());
  EXPECT_EQ(said(), "answer 0");
  manifest_.models[0].source_model = "other";
  EXPECT_EQ(said(), "answer 1");
}

TEST_F(CachingTest, KeepsGoodAnswersOnly) {
  ScriptedProvider provider([](int n, const auto&) {
    return n == 0 ? answer("400 Bad Request", "wrong") : n == 1 ? half() : ok();
  });
  define_chat(R"("cache": {"ttlSeconds": 60})", provider.url());
  EXPECT_EQ(said(), "wrong");
  EXPECT_TRUE(said().contains("before the answer was complete"));
  EXPECT_EQ(said(), "yes");
}

TEST_F(CachingTest, DropsWhatWasNotUsedForLongestBeyondItsBound) {
  ScriptedProvider provider([](int, const auto&) { return ok(std::string(300, 'x')); });
  define_chat(R"("cache": {"ttlSeconds": 60, "maxBytes": 1100})", provider.url());
  for (const char* body : {"1", "2", "1", "3"}) ask("chat", body);
  EXPECT_TRUE(ask("chat", "1").cached);
  EXPECT_TRUE(ask("chat", "3").cached);
  EXPECT_FALSE(ask("chat", "2").cached);
}

TEST_F(CachingTest, DoesNotKeepWhatIsLargerThanAllItsRoom) {
  define_chat(R"("cache": {"ttlSeconds": 60, "maxBytes": 100})", provider_.url());
  said();
  EXPECT_FALSE(ask().cached);
}

TEST_F(CachingTest, WhatIsOnDiskSurvivesTheProcess) {
  define_chat(R"("cache": {"ttlSeconds": 60, "store": "sqlite"})", provider_.url());
  EXPECT_EQ(said(), "answer 0");
  restart();
  const Outcome outcome = ask();
  EXPECT_EQ(text(outcome), "answer 0");
  EXPECT_TRUE(outcome.cached);
  EXPECT_EQ(provider_.requests(), 1);
  define_chat(R"("cache": {"ttlSeconds": 60, "store": "memory"})", provider_.url());
  restart();
  EXPECT_EQ(said(), "answer 1");
}

TEST_F(CachingTest, EqualCallsAtTheSameTimeAreOne) {
  delay_ms_ = 100;
  define_chat(R"("cache": {"ttlSeconds": 60, "store": "sqlite"})", provider_.url());
  TestLoop other;
  std::vector<Call> calls;
  for (int i = 0; i < 6; ++i) calls.push_back(begin_on(i % 2 == 0 ? loop_ : other, "chat"));
  for (const Call& call : calls) EXPECT_EQ(call->text(), "answer 0");
  EXPECT_EQ(provider_.requests(), 1);
  calls.clear();
}

TEST_F(CachingTest, AFollowerAsksWhenTheLeaderIsCancelled) {
  delay_ms_ = 100;
  define_chat(R"("cache": {"ttlSeconds": 60})", provider_.url());
  auto leader = begin();
  TestLoop other;
  const auto follower = begin_on(other, "chat");
  auto gone = begin();
  EXPECT_FALSE(follower->answered_within(20ms));
  gone.reset();
  leader.reset();
  EXPECT_EQ(follower->text(), "answer 1");
}

TEST_F(CachingTest, AFollowerAsksWhenTheLeadersTimeIsOver) {
  delay_ms_ = 300;
  define_chat(R"("cache": {"ttlSeconds": 60})", provider_.url());
  const auto leader = begin("chat", "{}", {.deadline = Deadline::after(100ms)});
  const auto follower = begin();
  EXPECT_TRUE(leader->text().starts_with("error: "));
  EXPECT_EQ(follower->text(), "answer 1");
}

TEST_F(CachingTest, EqualCallsShareAFailure) {
  ScriptedProvider provider([](int, const auto&) {
    std::this_thread::sleep_for(50ms);
    return half();
  });
  define_chat(R"("cache": {"ttlSeconds": 60})", provider.url());
  const auto first = begin();
  const Outcome second = ask();
  EXPECT_TRUE(first->text().contains("before the answer was complete"));
  EXPECT_TRUE(text(second).contains("before the answer was complete"));
  EXPECT_FALSE(second.cached);
  EXPECT_EQ(provider.requests(), 1);
}

}  // namespace
}  // namespace modus::models::resilience
