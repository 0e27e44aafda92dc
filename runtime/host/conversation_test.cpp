// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/conversation.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "runtime/connect/test_server.h"
#include "runtime/host/app_for_test.h"

namespace modus::host {
namespace {

using connect::KeepConnection;

std::string chat(std::string_view message) {
  return connect::answer("200 OK", fmt::format(R"({{"choices":[{{"message":{}}}]}})", message));
}

const std::string kCall = chat(
    R"({"role":"assistant","tool_calls":[{"id":"c","function":{"name":"add","arguments":"{\"a\":1}"}}]})");
const std::string kSaid = chat(R"({"role":"assistant","content":"{\"answer\":5}"})");

const types::Type kNumber{.kind = types::Kind::kInt32};

class ConversationTest : public testing::Test {
 protected:
  ConversationTest() {
    auto manifest = app::Manifest::parse(fmt::format(
        R"({{"models": {{"llm": {{"sourceModel": "gpt", "connection": "api",
                                  "path": "v1/chat/completions"}}}},
             "connections": {{"api": {{"type": "http", "baseUrl": "{}"}}}}}})",
        server_.url()));
    calls_.emplace(gate_, service_, clients_,
                   std::make_shared<const app::Manifest>(*std::move(manifest)),
                   std::make_shared<const app::Environment>(
                       app::Environment(std::map<std::string, std::string, std::less<>>())));
    within_.caller = &caller_;
  }
  ~ConversationTest() override {
    run([this] { conversation_.reset(); });
    loops_.stop();
  }

  template <class F>
  void run(F&& task) {
    std::promise<void> ran;
    loops_[0].post([&] {
      task();
      ran.set_value();
    });
    ran.get_future().wait();
  }

  void start(std::vector<std::string> answers, const types::Type* type = nullptr) {
    answers_ = std::move(answers);
    run([&] {
      auto made = Conversation::make(
          *calls_, log_, within_,
          {.model = "llm", .input = R"({"messages":[]})", .answer = type, .tools = {"add"}},
          nullptr, [this](Result<std::string> text) {
            conversation_.reset();  // as its owner may
            ended_.set_value(text ? *text : text.error().describe());
          });
      ASSERT_TRUE(made) << made.error().describe();
      conversation_ = *std::move(made);
      conversation_->start();
    });
  }
  std::string end() { return ended_.get_future().get(); }
  void wait_for_call() {
    for (bool called = false; !called; run([&] { called = !caller_.calls.empty(); })) {
    }
  }

  std::vector<std::string> answers_;
  std::atomic<std::size_t> asked_ = 0;
  connect::TestServer server_{[this](const auto&, const auto& send) {
    const std::size_t place = asked_++;
    if (place < answers_.size()) send(answers_[place]);  // else it hangs
    return KeepConnection::kYes;
  }};
  Log log_{{.threshold = LogLevel::kNone}};
  Journal journal_{{}};
  Gate gate_{log_, journal_};
  LoopThreads loops_{1};
  LoopClients clients_{loops_};
  models::ModelService service_{
      {.app_folder = "/", .local = {}, .http_limits = {}, .local_limits = {}}, log_};
  AppCaller caller_{loops_[0]};
  std::optional<ModelCalls> calls_;
  functions::HostRequest within_;
  std::promise<std::string> ended_;
  std::unique_ptr<Conversation> conversation_;
};

TEST_F(ConversationTest, CallsToolsUntilTheModelAnswers) {
  caller_.outcome.json = "2";
  start({kCall, kCall, kSaid});
  EXPECT_TRUE(end().contains("{\\\"answer\\\":5}"));
  EXPECT_EQ(caller_.calls, (std::vector<std::string>{"add[1,null]", "add[1,null]"}));
  EXPECT_EQ(caller_.root_of_last, "execution") << "what a tool does is the caller's doing";
  EXPECT_EQ(caller_.ended_early, 0);
}

TEST_F(ConversationTest, GivesAValue) {
  start({kCall, kSaid}, &kNumber);
  EXPECT_EQ(end(), "5");
}

TEST_F(ConversationTest, AsksOnceMore) {
  start({chat(R"({"content":"five"})"), kSaid}, &kNumber);
  EXPECT_EQ(end(), "5");
}

TEST_F(ConversationTest, AsksNotTwiceMore) {
  const std::string five = chat(R"({"content":"five"})");
  start({five, five, kSaid}, &kNumber);
  EXPECT_EQ(end(),
            "the answer of the model \"llm\" does not fit, nor did the one before: it is not a "
            "JSON object");
  EXPECT_EQ(asked_, 2u);
}

TEST_F(ConversationTest, GivesOnWhatIsNoAnswer) {
  start({connect::answer("400 Bad Request", R"({"error":{"message":"no"}})")});
  EXPECT_EQ(end(), R"({"error":{"message":"no"}})");
}

TEST_F(ConversationTest, EndsWithItsOwnerWhileTheModelThinks) {
  start({kCall});
  while (asked_ < 2) std::this_thread::yield();
  run([this] { conversation_.reset(); });
}

TEST_F(ConversationTest, EndsWithItsOwnerWhileAToolRuns) {
  caller_.never_ends = true;
  start({kCall});
  wait_for_call();
  run([this] { conversation_.reset(); });
  EXPECT_EQ(caller_.ended_early, 1);
}

}  // namespace
}  // namespace modus::host
