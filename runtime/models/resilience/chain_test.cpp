// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/chain.h"

#include "runtime/models/resilience/routing.h"
#include "runtime/models/resilience/service_for_test.h"

namespace modus::models::resilience {
namespace {

// Says which provider it is, and what was asked of it.
ScriptedProvider::Script echo(std::string name) {
  return [name](int, const std::string& request) {
    return ok(name + " " + request.substr(request.find("\r\n\r\n") + 4));
  };
}

class ChainTest : public ServiceTest {
 protected:
  // "first" falls back to "second", which is another provider's.
  void define_pair(const ScriptedProvider& first, const std::string& second_url) {
    define(R"("first": {"sourceModel": "one", "connection": "api", "path": "v1/chat",
                        "retries": {"max": 0}, "timeouts": {"firstByteMs": 100},
                        "breaker": {"failures": 2}, "fallback": ["second"]},
              "second": {"sourceModel": "two", "connection": "api1", "path": "v1/chat",
                         "retries": {"max": 0}})",
           {first.url(), second_url});
  }

  ScriptedProvider second_{echo("second")};
};

TEST_F(ChainTest, TheFallbackAnswersWithItsOwnModelInTheRequest) {
  ScriptedProvider first([](int, const auto&) { return unavailable(); });
  define_pair(first, second_.url());
  const Outcome outcome = ask("first", R"({ "n" : 1.0, "model": "one", "m": {"model": 1} })");
  EXPECT_EQ(text(outcome), R"(second { "n" : 1.0, "model": "two", "m": {"model": 1} })");
  EXPECT_EQ(outcome.model, "second");
  EXPECT_EQ(outcome.attempts, 2u);
}

TEST_F(ChainTest, TheFirstIsAskedFirst) {
  ScriptedProvider first(echo("first"));
  define_pair(first, second_.url());
  const Outcome outcome = ask("first", R"({"model":"mine"})");
  EXPECT_EQ(text(outcome), R"(first {"model":"mine"})");
  EXPECT_EQ(outcome.model, "first");
  EXPECT_EQ(second_.requests(), 0);
}

TEST_F(ChainTest, FallsBackOnWhateverAnotherMayDoBetter) {
  ScriptedProvider first([](int n, const auto&) -> std::string {
    if (n == 0) return too_many("Retry-After: 100\r\n");
    if (n == 1) return half();
    if (n == 2) return ok("good again");
    std::this_thread::sleep_for(300ms);
    return ok("late");
  });
  define_pair(first, second_.url());
  EXPECT_EQ(said("first"), "second {}");
  EXPECT_EQ(said("first"), "second {}");
  EXPECT_EQ(said("first"), "good again");
  EXPECT_EQ(said("first"), "second {}") << "no first byte in time";
  EXPECT_EQ(said("first"), "second {}") << "the breaker is open";
  EXPECT_EQ(first.requests(), 4);
}

TEST_F(ChainTest, DoesNotFallBackOnWhatIsWrongWithTheRequest) {
  ScriptedProvider first([](int, const auto&) { return answer("400 Bad Request", "wrong"); });
  define_pair(first, second_.url());
  EXPECT_EQ(said("first"), "wrong");
  EXPECT_EQ(second_.requests(), 0);
}

TEST_F(ChainTest, TellsWhatEachOfThemSaid) {
  ScriptedProvider first([](int, const auto&) { return unavailable(); });
  std::string gone;
  {
    const ScriptedProvider provider(echo("gone"));
    gone = provider.url();
  }
  define_pair(first, gone);
  const std::string text = said("first");
  EXPECT_TRUE(
      text.starts_with("error: no model answered: the provider of the model \"first\" "
                       "answered with an error; the model \"second\" did not answer: "
                       "cannot connect to 127.0.0.1 port "))
      << text;
}

TEST_F(ChainTest, AMissingSecretOfTheFallbackMattersOnlyThen) {
  ScriptedProvider first([](int n, const auto&) { return n == 0 ? ok() : unavailable(); });
  define_pair(first, second_.url());
  manifest_.connections[1].headers = {{"Authorization", "{{KEY}}"}};
  EXPECT_EQ(said("first"), "yes");
  EXPECT_TRUE(said("first").contains("MODUS_API1_KEY")) << said("first");
}

TEST_F(ChainTest, ARouteChoosesByWeight) {
  ScriptedProvider first(echo("first"));
  define(R"("a": {"sourceModel": "one", "connection": "api", "path": "v1/chat"},
            "b": {"sourceModel": "two", "connection": "api1", "path": "v1/chat"},
            "chat": {"route": {"a": 3, "b": 1}})",
         {first.url(), second_.url()});
  std::string chosen;
  for (const double random : {0.0, 0.3, 0.74, 0.75, 0.99}) {
    random_ = random;
    const Outcome outcome = ask("chat", R"({"model":""})");
    chosen += outcome.model;
    EXPECT_EQ(text(outcome),
              outcome.model == "a" ? R"(first {"model":"one"})" : R"(second {"model":"two"})");
  }
  EXPECT_EQ(chosen, "aaabb");
}

TEST_F(ChainTest, ARouteFallsBackToo) {
  ScriptedProvider first([](int, const auto&) { return unavailable(); });
  define(R"("a": {"sourceModel": "one", "connection": "api", "path": "v1/chat"},
            "b": {"sourceModel": "two", "connection": "api1", "path": "v1/chat"},
            "chat": {"route": {"a": 1}, "fallback": ["a", "b"]})",
         {first.url(), second_.url()});
  const Outcome outcome = ask("chat");
  EXPECT_EQ(text(outcome), "second {}");
  EXPECT_EQ(outcome.attempts, 4u) << "a thrice, and only in its first place";
}

TEST_F(ChainTest, ACachedAnswerIsTheModelsThatGaveIt) {
  ScriptedProvider first([](int n, const auto&) { return n < 3 ? unavailable() : ok("back"); });
  define(R"("a": {"sourceModel": "one", "connection": "api", "path": "v1/chat",
                  "cache": {"ttlSeconds": 60}, "fallback": ["b"]},
            "b": {"sourceModel": "two", "connection": "api1", "path": "v1/chat"})",
         {first.url(), second_.url()});
  EXPECT_EQ(said("a"), "second {}");
  EXPECT_EQ(said("a"), "back");
  EXPECT_TRUE(ask("a").cached);
}

TEST(WithModelTest, ReplacesTheMemberAndNothingElse) {
  EXPECT_EQ(with_model(R"({"model":"a"})", "b"), R"({"model":"b"})");
  EXPECT_EQ(with_model(R"({"x":[{"model":"a"}],"model" : null ,"y":1e400})", "q\"z"),
            R"({"x":[{"model":"a"}],"model" : "q\"z" ,"y":1e400})");
  EXPECT_EQ(with_model(R"({"model":{"a":"}"},"s":"\"model\":1","model":12})", "b"),
            R"({"model":"b","s":"\"model\":1","model":"b"})");
}

TEST(WithModelTest, LeavesAloneWhatHasNone) {
  for (const char* body :
       {"", "{", "{}", "[]", "x", "{\"model\"", "{\"model\":", "{\"model\":\"a", R"({"a":"\)",
        R"({"model": })", R"({"models":"a"})", R"([{"model":"a"}])", "{\"a\":[}}"})
    EXPECT_EQ(with_model(body, "b"), body);
}

TEST(WithSpellingTest, SpellsTheModelAsTheManifestDoes) {
  EXPECT_EQ(with_spelling(R"({"a":1,"model":"qwen/qwen3-8b"})", "Qwen/Qwen3-8B"),
            R"({"a":1,"model":"Qwen/Qwen3-8B"})");
  for (const char* body : {R"({"model":"Qwen/Qwen3-8b"})", R"({"model":"other"})",
                           R"({"model":null})", R"({"text":"qwen/qwen3-8b"})", "qwen/qwen3-8b"})
    EXPECT_EQ(with_spelling(body, "Qwen/Qwen3-8B"), body);
  EXPECT_EQ(with_spelling(R"({"model":"gpt-4o"})", "gpt-4o"), R"({"model":"gpt-4o"})");
  EXPECT_EQ(with_spelling(R"({"model":""})", ""), R"({"model":""})");
}

}  // namespace
}  // namespace modus::models::resilience
