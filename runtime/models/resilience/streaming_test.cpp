// SPDX-License-Identifier: Apache-2.0
// What the layers around a provider do to streams.
#include "runtime/models/formats/testing.h"
#include "runtime/models/resilience/service_for_test.h"

namespace modus::models::resilience {
namespace {

std::string stream_of(std::string_view events) {
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {}\r\n"
      "\r\n{}",
      events.size(), events);
}

std::string piece(std::string_view text) {
  return sse({fmt::format(R"({{"choices":[{{"index":0,"delta":{{"content":"{}"}}}}]}})", text)});
}

std::string whole(std::string_view text) { return stream_of(piece(text) + sse({"[DONE]"})); }

class StreamingTest : public ServiceTest {
 protected:
  static constexpr std::string_view kModel =
      R"({{"sourceModel": "m", "connection": "api{}", "path": "v1/chat/completions"{}}})";

  void define_model(const std::string& members, const std::string& url) {
    define(fmt::format(R"("chat": {})", fmt::format(kModel, "", members)), {url});
  }

  // The pieces told, then how the call ended.
  std::string heard() {
    std::string told;
    std::promise<Outcome> ended;
    ModelOperation operation;
    loop_.run([&] {
      operation = service().stream(
          loop_.client, manifest_, environment_, "chat", R"({"messages":[]})", {},
          [&](const Delta& delta) { told.append(delta.text) += '|'; },
          [&](Outcome outcome) { ended.set_value(std::move(outcome)); });
    });
    const Outcome outcome = ended.get_future().get();
    loop_.run([&] { operation = {}; });
    return told + (outcome.answer ? " answer" : " " + outcome.answer.error().describe());
  }
};

TEST_F(StreamingTest, IsTriedAgainWhileNothingWasTold) {
  ScriptedProvider provider([](int n, const auto&) { return n == 0 ? unavailable() : whole("a"); });
  define_model("", provider.url());
  EXPECT_EQ(heard(), "a| answer");
  EXPECT_EQ(provider.requests(), 2);
}

TEST_F(StreamingTest, FallsBackWhileNothingWasTold) {
  ScriptedProvider first(
      [](int n, const auto&) { return n == 0 ? unavailable() : stream_of(piece("half")); });
  ScriptedProvider second([](int, const auto&) { return whole("b"); });
  define(fmt::format(R"("chat": {}, "other": {})",
                     fmt::format(kModel, "", R"(, "retries": {"max": 0}, "fallback": ["other"])"),
                     fmt::format(kModel, "1", "")),
         {first.url(), second.url()});
  EXPECT_EQ(heard(), "b| answer");
  EXPECT_EQ(heard(),
            "half| the model \"chat\" did not answer: the stream ended before the answer was "
            "complete");
  EXPECT_EQ(second.requests(), 1);
}

TEST_F(StreamingTest, AnAnswerInOnePieceIsToldAsOne) {
  ScriptedProvider provider([](int, const auto&) {
    return ok(R"( {"choices":[{"index":0,"message":{"role":"assistant","content":"a"}}]})");
  });
  define_model("", provider.url());
  EXPECT_EQ(heard(), "a| answer");
}

TEST_F(StreamingTest, WhatIsNoAnswerIsAnError) {
  const std::vector<std::string> bodies{"<html>{}</html>", "", "[{}]", "{", "7"};
  ScriptedProvider provider([&](int n, const auto&) { return ok(bodies[n]); });
  define_model("", provider.url());
  for (const std::string& body : bodies) {
    EXPECT_EQ(heard(),
              " the model \"chat\" did not answer: what came is neither a stream nor a JSON "
              "object: " +
                  (body.empty() ? "nothing" : body));
  }
}

TEST_F(StreamingTest, ACachedAnswerIsOnePiece) {
  ScriptedProvider provider(
      [](int, const auto&) { return stream_of(piece("a") + piece("b") + sse({"[DONE]"})); });
  define_model(R"(, "cache": {"ttlSeconds": 60})", provider.url());
  EXPECT_EQ(heard(), "a|b| answer");
  EXPECT_EQ(heard(), "ab| answer");
  EXPECT_EQ(provider.requests(), 1);
}

TEST_F(StreamingTest, MayBeGivenUpFromWithinAPiece) {
  ScriptedProvider provider([](int n, const auto&) {
    return n == 0 ? whole("a") : ok(R"({"choices":[{"message":{"content":"b"}}]})");
  });
  define_model("", provider.url());
  for (int i = 0; i < 2; ++i) {  // of a stream, and of an answer in one piece
    std::promise<std::string> gave_up;
    ModelOperation operation;
    loop_.run([&] {
      operation = service().stream(
          loop_.client, manifest_, environment_, "chat", "{}", {},
          [&, text = std::string("captured")](const Delta&) {
            operation = {};
            gave_up.set_value(text);
          },
          [](const Outcome&) { ADD_FAILURE() << "the call was given up"; });
    });
    EXPECT_EQ(gave_up.get_future().get(), "captured");
    loop_.run([] {});  // what was still to come on the loop has come
  }
}

TEST_F(StreamingTest, AnAnswerInOnePieceIsOnePiece) {
  ScriptedProvider provider(
      [](int, const auto&) { return ok(R"({"choices":[{"message":{"content":"Hello"}}]})"); });
  define_model("", provider.url());
  EXPECT_EQ(heard(), "Hello| answer");
}

}  // namespace
}  // namespace modus::models::resilience
