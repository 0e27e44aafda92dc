// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_call.h"

#include <gtest/gtest.h>

#include <future>

#include "runtime/connect/test_server.h"
#include "runtime/host/caller_for_test.h"
#include "runtime/host/model_attributes.h"

namespace modus::host {
namespace {

using connect::KeepConnection;
using connect::TestServer;
using types::Value;

constexpr std::string_view kAnswer =
    R"({"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}})";
constexpr std::string_view kStream =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"length\"}]}\n\n"
    "data: [DONE]\n\n";

class ModelCallTest : public testing::Test {
 protected:
  ModelCallTest() {
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
    within_.sequence = 7;
  }
  ~ModelCallTest() override {
    run([this] { call_ = {}; });
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

  /// Asks within the host call number 7.
  std::string ask(std::string_view model, models::OnDelta on_delta = nullptr) {
    std::promise<std::string> ended;
    run([&] {
      call_ = calls_->ask(
          within_, model, R"({"q":1})", std::move(on_delta), [&](const models::Outcome& outcome) {
            ended.set_value(outcome.answer ? *outcome.answer : outcome.answer.error().describe());
          });
    });
    return ended.get_future().get();
  }

  std::string attributes(std::size_t record) const {
    std::string text;
    for (const auto& [name, value] : records_.at(record).attributes) {
      if (name != "modelHash" && name != "firstTokenUs") text += name + "=" + value + " ";
    }
    return text;
  }

  std::string answer_ = connect::answer("200 OK", kAnswer);
  TestServer server_{[this](const auto& request, const auto& send) {
    if (request.contains("hang")) return KeepConnection::kYes;
    send(request.contains("\"stream\":true") ? std::string(kStream) : answer_);
    return request.contains("\"stream\":true") ? KeepConnection::kNo : KeepConnection::kYes;
  }};
  Log log_{{.threshold = LogLevel::kNone}};
  std::vector<KeptRecord> records_;
  Journal journal_{reader_of(records_)};
  Gate gate_{log_, journal_};
  LoopThreads loops_{1};
  LoopClients clients_{loops_};
  models::ModelService service_{
      {.app_folder = "/", .local = {}, .http_limits = {}, .local_limits = {}}, log_};
  TestCaller caller_{loops_[0]};
  std::optional<ModelCalls> calls_;
  functions::HostRequest within_;
  ModelCall call_;
};

TEST_F(ModelCallTest, AnswersTheGuestAndTellsWhatItTook) {
  const auto function = calls_->make_invoke_model();
  auto request = std::make_shared<functions::HostRequest>();
  std::promise<std::string> ended;
  request->caller = &caller_;
  request->name = function->name();
  request->arguments = {Value::string("llm"), Value::string("{}")};
  request->done = [&](Result<Value> answer) { ended.set_value(std::string(answer->as_string())); };
  run([&] { gate_.pass(*function, request); });
  EXPECT_EQ(ended.get_future().get(), kAnswer);
  EXPECT_EQ(attributes(0),
            "model=llm provider=api providerModel=gpt finishReason=stop inputTokens=9 "
            "outputTokens=2 cachedTokens=4 ");
  EXPECT_EQ(in_words(records_[0].attributes), ", 9 + 2 tokens");
}

TEST_F(ModelCallTest, RecordsEachRequestWithinAHostCall) {
  EXPECT_EQ(ask("llm"), kAnswer);
  EXPECT_EQ(ask("llm"), kAnswer);
  ASSERT_EQ(records_.size(), 2u);
  EXPECT_EQ(records_[1].call, "modus_models.invokeModel");
  EXPECT_EQ(records_[1].sequence, 2u);
  EXPECT_TRUE(records_[1].json.contains(R"("arguments":["llm","{\"q\":1}"],)"));
  EXPECT_TRUE(attributes(1).starts_with("model=llm within=7 ")) << attributes(1);
}

TEST_F(ModelCallTest, StreamsAndRecordsTheWhole) {
  std::string told;
  const std::string whole =
      ask("llm", [&](const models::Delta& delta) { told.append(delta.text) += "|"; });
  EXPECT_EQ(told, "a|b|");
  EXPECT_TRUE(whole.contains(R"("content":"ab")")) << whole;
  EXPECT_TRUE(
      records_.at(0).json.contains("\"result\":" + json::to_text(json::Value(whole)) + ","));
  EXPECT_TRUE(attributes(0).contains("streamed=true finishReason=length")) << attributes(0);
  EXPECT_EQ(std::ranges::count(records_[0].attributes, "firstTokenUs",
                               &std::pair<std::string, std::string>::first),
            1);
}

TEST_F(ModelCallTest, TellsARefusalToTheHostCallAlone) {
  EXPECT_TRUE(ask("nobody").starts_with("there is no model \"nobody\""));
  EXPECT_EQ(records_.at(0).error->code(), ErrorCode::kNotFound);
  EXPECT_TRUE(caller_.messages.empty());
}

TEST_F(ModelCallTest, RecordsOneThatIsGivenUp) {
  run([&] {
    call_ = calls_->ask(within_, "llm", R"("hang")", nullptr,
                        [](const models::Outcome&) { FAIL() << "it was given up"; });
  });
  run([&] { call_ = {}; });
  EXPECT_EQ(records_.at(0).error->code(), ErrorCode::kCancelled);
  EXPECT_EQ(attributes(0), "model=llm within=7 ");
}

}  // namespace
}  // namespace modus::host
