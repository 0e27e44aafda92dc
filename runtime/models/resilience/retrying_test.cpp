// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/retrying.h"

#include "runtime/models/resilience/service_for_test.h"

namespace modus::models::resilience {
namespace {

class RetryingTest : public ServiceTest {
 protected:
  // How a call ends when the first request is answered so and any other well.
  Outcome after(const std::string& first, const std::string& members = R"("retries": {})") {
    ScriptedProvider provider([&](int n, const auto&) { return n == 0 ? first : ok(); });
    define_chat(members, provider.url());
    restart();
    return ask();
  }
};

TEST_F(RetryingTest, AsksAgainAfterWhatPasses) {
  for (const char* status : {"408 Request Timeout", "429 Too Many Requests", "500 X", "502 X",
                             "503 X", "504 X", "529 Overloaded"}) {
    const Outcome outcome = after(answer(status, "{}"));
    EXPECT_EQ(text(outcome), "yes") << status;
    EXPECT_EQ(outcome.attempts, 2u) << status;
  }
  const Outcome closed = after("");
  EXPECT_EQ(text(closed), "yes");
  EXPECT_EQ(closed.attempts, 2u);
}

TEST_F(RetryingTest, DoesNotAskAgainAfterWhatStays) {
  for (const char* status : {"400 X", "401 X", "403 X", "404 X", "422 X", "501 X"}) {
    const Outcome outcome = after(answer(status, "wrong"));
    EXPECT_NE(text(outcome), "yes") << status;
    EXPECT_EQ(outcome.attempts, 1u) << status;
  }
}

TEST_F(RetryingTest, NeverAsksAgainAfterPartOfAnAnswer) {
  const Outcome outcome = after(half());
  EXPECT_TRUE(text(outcome).ends_with("closed the connection before the answer was complete"));
  EXPECT_EQ(outcome.attempts, 1u);
}

TEST_F(RetryingTest, GivesBackTheLastAnswer) {
  ScriptedProvider provider(
      [](int n, const auto&) { return answer("500 X", fmt::format("failure {}", n)); });
  define_chat(R"("retries": {"max": 3}, "breaker": {"failures": 0})", provider.url());
  const Outcome outcome = ask();
  EXPECT_EQ(text(outcome), "failure 3");
  EXPECT_EQ(outcome.attempts, 4u);
  EXPECT_EQ(provider.requests(), 4);
}

TEST_F(RetryingTest, CanBeSwitchedOff) {
  const Outcome outcome = after(unavailable(), R"("retries": {"max": 0})");
  EXPECT_EQ(outcome.attempts, 1u);
}

TEST_F(RetryingTest, SendsTheSameRequestAgain) {
  std::mutex mutex;
  std::vector<std::string> seen;
  ScriptedProvider provider([&](int n, const std::string& request) {
    const std::scoped_lock lock(mutex);
    seen.push_back(request);
    return n == 0 ? unavailable() : ok();
  });
  define_chat("", provider.url());
  EXPECT_EQ(said("chat", R"({"x": 1})"), "yes");
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_TRUE(seen[0].ends_with(R"({"x": 1})"));
}

TEST_F(RetryingTest, WaitsARandomPartOfEachTimeTwiceAsLong) {
  ScriptedProvider provider([](int, const auto&) { return unavailable(); });
  define_chat(R"("retries": {"max": 3, "baseMs": 40, "mostMs": 100})", provider.url());
  const auto time_of_a_call = [&](double random) {
    random_ = random;
    restart();
    const auto start = Deadline::Clock::now();
    EXPECT_EQ(ask().attempts, 4u);
    return Deadline::Clock::now() - start;
  };
  EXPECT_GE(time_of_a_call(0.99), 39ms + 79ms + 99ms);
  EXPECT_GE(time_of_a_call(0.5), 20ms + 40ms + 50ms);
}

TEST_F(RetryingTest, WaitsAsLongAsTheProviderSays) {
  const auto time_after = [&](const std::string& headers) {
    const auto start = Deadline::Clock::now();
    EXPECT_EQ(after(too_many(headers)).attempts, 2u) << headers;
    return Deadline::Clock::now() - start;
  };
  EXPECT_GE(time_after("Retry-After: 1\r\n"), 1s);
  EXPECT_LT(time_after("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), 900ms);
  EXPECT_LT(time_after("Retry-After: soon\r\n"), 900ms);
  // By the clock of a provider that is half a century ahead.
  EXPECT_GE(time_after("Date: Sun, 06 Nov 2044 08:49:37 GMT\r\n"
                       "Retry-After: Sun, 06 Nov 2044 08:49:38 GMT\r\n"),
            1s);
}

TEST_F(RetryingTest, DoesNotWaitLongerThanTheAppAllows) {
  const Outcome outcome = after(too_many("Retry-After: 9\r\n"));
  EXPECT_EQ(outcome.attempts, 1u);
  EXPECT_TRUE(text(outcome).contains("try again after 9 s")) << text(outcome);
  const Outcome later = after(too_many("Retry-After: Sun, 06 Nov 2044 08:49:37 GMT\r\n"));
  EXPECT_EQ(later.attempts, 1u);
}

TEST_F(RetryingTest, DoesNotBeginAWaitThatOutlastsTheCall) {
  ScriptedProvider provider([](int, const auto&) { return too_many("Retry-After: 5\r\n"); });
  define_chat("", provider.url());
  for (const CallTerms& terms :
       {CallTerms{.deadline = Deadline::after(4s)}, CallTerms{.patience = Deadline::after(4s)}}) {
    const auto start = Deadline::Clock::now();
    EXPECT_TRUE(said("chat", "{}", terms).contains("limits the rate of requests (429)"));
    EXPECT_LT(Deadline::Clock::now() - start, 2s);
  }
}

TEST_F(RetryingTest, TheTotalLimitCoversAllOfIt) {
  ScriptedProvider provider([](int n, const auto&) {
    if (n > 0) std::this_thread::sleep_for(1s);
    return unavailable();
  });
  define_chat(R"("timeouts": {"totalMs": 300})", provider.url());
  EXPECT_EQ(said(),
            "error: the model \"chat\" did not answer within 300 ms, waits and retries included "
            "(the total limit); raise models.chat.timeouts.totalMs in modus.json");
  EXPECT_EQ(provider.requests(), 2);
}

TEST_F(RetryingTest, NamesTheFirstByteLimitAndDoesNotRepeat) {
  ScriptedProvider provider([](int, const auto&) {
    std::this_thread::sleep_for(400ms);
    return ok();
  });
  define_chat(R"("timeouts": {"firstByteMs": 100})", provider.url());
  const Outcome outcome = ask();
  EXPECT_TRUE(
      text(outcome).ends_with("sent nothing for 100 ms (the first-byte limit); raise "
                              "models.chat.timeouts.firstByteMs in modus.json"))
      << text(outcome);
  EXPECT_EQ(outcome.attempts, 1u);
}

TEST_F(RetryingTest, EndsBeforeTheCallersPatienceDoes) {
  ScriptedProvider provider([](int n, const auto&) {
    std::this_thread::sleep_for(n == 0 ? 500ms : 0ms);
    return ok();
  });
  define(R"("chat": {"sourceModel": "m", "connection": "api", "path": "a", "fallback": ["other"]},
            "other": {"sourceModel": "n", "connection": "api", "path": "a"})",
         {provider.url()});
  const Outcome outcome = ask("chat", "{}", {.patience = Deadline::after(100ms)});
  EXPECT_EQ(text(outcome),
            "error: the model \"chat\" had not answered when the time of the function was nearly "
            "over; raise limits.timeoutMs in modus.json or --timeout, or lower "
            "models.chat.timeouts.firstByteMs to hear of it sooner");
  EXPECT_EQ(outcome.ending, Ending::kLost);
  EXPECT_EQ(provider.requests(), 1) << "nobody else is asked in no time";
}

TEST_F(RetryingTest, NamesTheConnectLimitAndRepeats) {
  // A listener whose queue of one is full lets further connections wait.
  boost::asio::io_context context;
  using boost::asio::ip::tcp;
  tcp::acceptor acceptor(context, tcp::v4());
  acceptor.bind({boost::asio::ip::address_v4::loopback(), 0});
  acceptor.listen(0);
  std::vector<tcp::socket> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back(context).async_connect(acceptor.local_endpoint(), [](const auto&) {});
  }
  define_chat(R"("timeouts": {"connectMs": 100}, "retries": {"max": 1})",
              fmt::format("http://127.0.0.1:{}/", acceptor.local_endpoint().port()));
  const Outcome outcome = ask();
  EXPECT_TRUE(
      text(outcome).ends_with("no connection within 100 ms (the connect limit); raise "
                              "models.chat.timeouts.connectMs in modus.json"))
      << text(outcome);
  EXPECT_EQ(outcome.attempts, 2u);
}

TEST_F(RetryingTest, ACancelledWaitAsksNobody) {
  ScriptedProvider provider([](int, const auto&) { return unavailable(); });
  random_ = 0.9;
  define_chat(R"("retries": {"baseMs": 200})", provider.url());
  auto call = begin();
  EXPECT_FALSE(call->answered_within(60ms));
  call.reset();
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(provider.requests(), 1);
}

}  // namespace
}  // namespace modus::models::resilience
