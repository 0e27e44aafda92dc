// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/circuit_breaker.h"

#include "runtime/models/resilience/service_for_test.h"

namespace modus::models::resilience {
namespace {

class CircuitBreakerTest : public ServiceTest {
 protected:
  void define_with(const std::string& breaker) {
    define_chat(R"("retries": {"max": 0}, "breaker": )" + breaker, provider_.url());
  }

  static bool held_back(const std::string& text) { return text.contains("circuit breaker"); }

  std::atomic<bool> works_ = false;
  std::atomic<int> delay_ms_ = 0;
  ScriptedProvider provider_{[this](int, const auto&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms_));
    return works_ ? ok() : unavailable();
  }};
};

TEST_F(CircuitBreakerTest, OpensAfterFailuresAndSaysSo) {
  define_with(R"({"failures": 3, "windowMs": 60000, "openMs": 5000})");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(said(), "{}");
  const Outcome outcome = ask();
  EXPECT_TRUE(text(outcome).starts_with(
      "error: the model \"chat\" failed 3 times or more within 60 s and is not asked for now (its "
      "circuit breaker; next try in "))
      << text(outcome);
  EXPECT_TRUE(text(outcome).ends_with("models.chat.breaker in modus.json sets this"));
  EXPECT_EQ(outcome.attempts, 0u);
  EXPECT_EQ(provider_.requests(), 3);
}

TEST_F(CircuitBreakerTest, OneCallFindsOutWhetherItWorksAgain) {
  define_with(R"({"failures": 1, "openMs": 5000})");
  said();
  skip(5s);
  EXPECT_EQ(said(), "{}") << "the probe";
  EXPECT_TRUE(held_back(said())) << "open again";
  skip(5s);
  works_ = true;
  EXPECT_EQ(said(), "yes");
  EXPECT_EQ(said(), "yes");
}

TEST_F(CircuitBreakerTest, ACallThatOpensItGetsWhatTheProviderSaid) {
  define_chat(R"("retries": {"max": 5}, "breaker": {"failures": 2})", provider_.url());
  const Outcome outcome = ask();
  EXPECT_EQ(text(outcome), "{}");
  EXPECT_EQ(outcome.attempts, 2u);
  EXPECT_TRUE(held_back(said()));
}

TEST_F(CircuitBreakerTest, OnlyOneCallTriesItOut) {
  define_with(R"({"failures": 1, "openMs": 5000})");
  said();
  skip(5s);
  works_ = true;
  delay_ms_ = 200;
  const auto probe = begin();
  EXPECT_TRUE(said().contains("one call is trying it out"));
  EXPECT_EQ(probe->text(), "yes");
  EXPECT_EQ(said(), "yes");
}

TEST_F(CircuitBreakerTest, ACancelledProbeLetsTheNextCallTry) {
  define_with(R"({"failures": 1, "openMs": 5000})");
  said();
  skip(5s);
  works_ = true;
  delay_ms_ = 100;
  begin().reset();
  EXPECT_EQ(said(), "yes");
}

TEST_F(CircuitBreakerTest, FailuresBeyondTheWindowAreForgotten) {
  define_with(R"({"failures": 2, "windowMs": 10000})");
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(held_back(said()));
    skip(10s);
  }
}

TEST_F(CircuitBreakerTest, AFewFailuresAmongManyAnswersDoNotOpenIt) {
  define_with(R"({"failures": 2})");
  said();
  works_ = true;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(said(), "yes");
  works_ = false;
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(held_back(said())) << "half of the calls did not fail";
  said();
  EXPECT_TRUE(held_back(said()));
}

TEST_F(CircuitBreakerTest, RefusalsAndBusyProvidersAreNoTrouble) {
  ScriptedProvider provider([](int n, const auto&) {
    return n % 2 == 0 ? answer("400 Bad Request", "x") : too_many("Retry-After: 100\r\n");
  });
  define_chat(R"("breaker": {"failures": 1})", provider.url());
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(held_back(said()));
}

TEST_F(CircuitBreakerTest, RefusedConnectionsAndTimeLimitsAre) {
  std::string gone;
  {
    const ScriptedProvider provider([](int, const auto&) { return ok(); });
    gone = provider.url();
  }
  define_chat(R"("breaker": {"failures": 3})", gone);
  EXPECT_TRUE(said().contains("connection refused"));
  EXPECT_TRUE(held_back(said()));
  delay_ms_ = 300;
  define_chat(R"("breaker": {"failures": 1}, "timeouts": {"firstByteMs": 50})", provider_.url());
  EXPECT_TRUE(said().contains("first-byte limit"));
  EXPECT_TRUE(held_back(said()));
}

TEST_F(CircuitBreakerTest, LoopsShareItAndModelsDoNot) {
  define(R"("a": {"sourceModel": "m", "connection": "api", "path": "a", "retries": {"max": 0},
                  "breaker": {"failures": 1}},
            "b": {"sourceModel": "m", "connection": "api", "path": "a", "retries": {"max": 0}})",
         {provider_.url()});
  said("a");
  TestLoop other;
  EXPECT_TRUE(held_back(begin_on(other, "a")->text()));
  EXPECT_FALSE(held_back(said("b")));
}

TEST_F(CircuitBreakerTest, TheSameDefinitionReadAgainGoesOn) {
  const std::string mapped = R"("retries": {"max": 0}, "breaker": {"failures": 1}, "format": {
      "request": {"members": {"text": "/q"}}, "response": {"text": "/a"}})";
  constexpr std::string_view kRequest = R"({"messages": [{"role": "user", "content": "x"}]})";
  define_chat(mapped, provider_.url());
  said("chat", std::string(kRequest));
  define_chat(mapped, provider_.url());
  EXPECT_TRUE(held_back(said("chat", std::string(kRequest))));
  define_chat(mapped + R"(, "fallback": [])", provider_.url());
  EXPECT_TRUE(held_back(said("chat", std::string(kRequest))));
  define_chat(R"("retries": {"max": 0}, "breaker": {"failures": 1}, "format": {
      "request": {"members": {"text": "/q"}}, "response": {"text": "/b"}})",
              provider_.url());
  EXPECT_FALSE(held_back(said("chat", std::string(kRequest))));
}

TEST_F(CircuitBreakerTest, AChangedDefinitionBeginsAnew) {
  define_with(R"({"failures": 1})");
  said();
  EXPECT_TRUE(held_back(said()));
  define_with(R"({"failures": 2})");
  EXPECT_FALSE(held_back(said()));
}

}  // namespace
}  // namespace modus::models::resilience
