// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "runtime/graphql/execution/fake_resolver_for_test.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  type Person { name: String! age: Int }
  type Query { hello: String }
  type Subscription { person(id: Int! = 1): Person! tick: Int }
)";

// Events that come when asked for, or when the test says so.
struct Channel {
  std::deque<FieldOutcome> events;
  bool is_open = true;
  bool hold = false;
  std::move_only_function<void(std::optional<FieldOutcome>)> waiting;
};

class ChannelSource final : public EventSource {
 public:
  explicit ChannelSource(Channel& channel) : channel_(channel) {}
  ~ChannelSource() override { channel_.is_open = false; }

  void next(std::move_only_function<void(std::optional<FieldOutcome>)> done) override {
    if (channel_.hold) {
      channel_.waiting = std::move(done);
      return;
    }
    if (channel_.events.empty()) return done(std::nullopt);
    FieldOutcome event = std::move(channel_.events.front());
    channel_.events.pop_front();
    done(std::move(event));
  }

 private:
  Channel& channel_;
};

class ChannelResolver final : public FakeResolver {
 public:
  Result<std::unique_ptr<EventSource>> subscribe(const FieldCall& call) override {
    calls.push_back(fmt::format("{}.{} {}{}", call.type, call.field, to_text(call.arguments),
                                to_text(call.projection)));
    asked = &call;
    if (!refusal.empty()) return fail(ErrorCode::kNotFound, "{}", refusal);
    return std::make_unique<ChannelSource>(channel);
  }

  Channel channel;
  std::string refusal;
  const FieldCall* asked = nullptr;  // lives as long as the source
};

class EventStreamTest : public testing::Test {
 protected:
  std::expected<std::unique_ptr<ResponseStream>, Response> stream(std::string query) {
    return engine->stream(engine->prepare({query}).value(), resolver);
  }
  // What the stream gives next; "end", or "waiting" when it gives nothing now.
  std::string next(ResponseStream& stream) {
    std::string text = "waiting";
    stream.next([&](std::optional<std::string> response) { text = response.value_or("end"); });
    return text;
  }

  std::shared_ptr<Engine> engine = Engine::create(kSchema).value();
  ChannelResolver resolver;
};

TEST_F(EventStreamTest, AnswersEachEventAndEndsWithTheSource) {
  resolver.channel.events.push_back({.json = R"({"n":"a"})"});
  resolver.channel.events.push_back({.json = R"({"n":"b"})",
                                     .errors = {{"odd", {std::string("n")}}},
                                     .invocation = R"({"x":1})"});
  const auto responses = stream("subscription {p: person(id: 7) {n: name}}").value();
  EXPECT_EQ(resolver.calls.at(0), R"(Subscription.person {"id":7}{n=0})");
  EXPECT_EQ(next(*responses), R"({"data":{"p":{"n":"a"}}})");
  EXPECT_EQ(next(*responses),
            R"({"errors":[{"message":"odd","path":["p","n"]}],"data":{"p":{"n":"b"}},)"
            R"("extensions":{"invocations":{"p":{"x":1}}}})");
  EXPECT_EQ(next(*responses), "end");
}

TEST_F(EventStreamTest, KeepsTheErrorsOfEventsApart) {
  resolver.channel.events.push_back({});
  resolver.channel.events.push_back({.json = "{}"});
  const auto responses = stream("subscription {person {name}}").value();
  EXPECT_EQ(next(*responses),
            R"({"errors":[{"message":"Cannot return null for non-nullable field )"
            R"(Subscription.person.","locations":[{"line":1,"column":15}],"path":["person"]}],)"
            R"("data":null})");
  EXPECT_EQ(next(*responses), R"({"data":{"person":{}}})");
}

TEST_F(EventStreamTest, AsksForNoMoreThanItIsAskedFor) {
  resolver.channel.hold = true;
  auto responses = stream("subscription {tick}").value();
  EXPECT_FALSE(resolver.channel.waiting);
  std::string got;
  responses->next([&](std::optional<std::string> response) {
    got = *response;
    responses.reset();  // who asks may end the stream
  });
  EXPECT_EQ(got, "");
  std::exchange(resolver.channel.waiting, nullptr)(FieldOutcome{.json = "1"});
  EXPECT_EQ(got, R"({"data":{"tick":1}})");
  EXPECT_FALSE(resolver.channel.is_open);
}

TEST_F(EventStreamTest, KeepsWhatTheSourceWasAskedFor) {
  resolver.channel.events.push_back({.json = "{}"});
  const auto responses = stream("subscription {p: person(id: 7) {name}}").value();
  next(*responses);
  EXPECT_EQ(resolver.asked->key, "p");
  EXPECT_EQ(to_text(resolver.asked->arguments), R"({"id":7})");
  EXPECT_EQ(to_text(resolver.asked->projection), "{name=0}");
}

TEST_F(EventStreamTest, OutlivesItsEngine) {
  resolver.channel.events.push_back({.json = "1"});
  const auto responses = stream("subscription {tick}").value();
  engine.reset();
  EXPECT_EQ(next(*responses), R"({"data":{"tick":1}})");
}

TEST_F(EventStreamTest, RefusesBeforeThereAreEvents) {
  const auto refusal = [&](std::string query) { return stream(std::move(query)).error().body; };
  EXPECT_EQ(
      refusal("subscription($v: Int!) {person(id: $v) {age}}"),
      R"({"errors":[{"message":"Variable \"$v\" of required type \"Int!\" was not provided.",)"
      R"("locations":[{"line":1,"column":14}],"extensions":{"code":"BAD_USER_INPUT"}}]})");
  resolver.refusal = "agent nope not found";
  EXPECT_EQ(refusal("subscription {p: person {age}}"),
            R"({"errors":[{"message":"agent nope not found","locations":[{"line":1,"column":15}],)"
            R"("path":["p"]}]})");
}

TEST_F(EventStreamTest, ComesInNoParts) {
  engine = Engine::create(kSchema, {.incremental = true}).value();
  EXPECT_NE(engine->prepare({"subscription {person {... @defer {name}}}"})
                .error()
                .body.find("Defer directive not supported on subscription operations. Disable "
                           "`@defer` by setting the `if` argument to `false`."),
            std::string::npos);
  EXPECT_TRUE(engine->prepare({"subscription {person {... @defer(if: false) {name}}}"}));
}

TEST_F(EventStreamTest, OfAResolverWithoutEventsIsRefused) {
  FakeResolver plain;
  const auto refused = engine->stream(engine->prepare({"subscription {tick}"}).value(), plain);
  EXPECT_FALSE(refused.error().executed);
  EXPECT_NE(refused.error().body.find("no events of field \\\"tick\\\""), std::string::npos);
}

}  // namespace
}  // namespace modus::graphql
