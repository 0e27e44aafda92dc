// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_stream.h"

#include <gtest/gtest.h>

#include "runtime/host/caller_for_test.h"
#include "runtime/types/value_json.h"

namespace modus::host {
namespace {

using Kind = models::Delta::Kind;
using types::Value;

class ModelStreamTest : public testing::Test {
 protected:
  /// Takes a piece; said() is told it.
  void take() {
    auto request = std::make_shared<functions::HostRequest>();
    request->caller = &caller_;
    request->done = [this](const Result<Value>& answer) {
      json::Writer writer;
      if (answer) types::write_json(writer, *answer);
      said_.push_back(answer ? writer.take() : answer.error().describe());
    };
    stream_.take(std::move(request));
  }
  std::vector<std::string> said() { return std::exchange(said_, {}); }

  Loop loop_;
  TestCaller caller_{loop_};
  ModelStream stream_;

 private:
  std::vector<std::string> said_;
};

TEST_F(ModelStreamTest, KeepsPiecesUntilTheyAreTaken) {
  stream_.tell({.text = "a"});
  stream_.tell({.kind = Kind::kReasoning, .index = 2, .text = "b"});
  stream_.tell({.kind = Kind::kToolCall, .index = 1, .text = "{", .tool = "find", .call = "c0"});
  stream_.end("whole");
  for (int i = 0; i < 4; ++i) {
    EXPECT_FALSE(stream_.exhausted());
    take();
  }
  EXPECT_TRUE(stream_.exhausted());
  EXPECT_EQ(said(), (std::vector<std::string>{
                        R"({"kind":0,"index":0,"text":"a"})", R"({"kind":1,"index":2,"text":"b"})",
                        R"({"kind":2,"index":1,"text":"{","tool":"find","call":"c0"})",
                        R"({"kind":3,"index":0,"text":"whole"})"}));
}

TEST_F(ModelStreamTest, AnswersWhoWaitsAtOnce) {
  take();
  EXPECT_TRUE(said().empty());
  stream_.tell({.text = "a"});
  EXPECT_EQ(said().size(), 1u);
  take();
  EXPECT_TRUE(said().empty());
  stream_.end("a");
  EXPECT_EQ(said().at(0), R"({"kind":3,"index":0,"text":"a"})");
}

TEST_F(ModelStreamTest, TellsOfAnErrorWhenItsPiecesWereTaken) {
  stream_.tell({.text = "a"});
  stream_.end(fail(ErrorCode::kUnavailable, "it broke"));
  EXPECT_TRUE(caller_.messages.empty()) << "the guest has not come so far";
  take();
  take();
  EXPECT_EQ(said().at(1), "it broke");
  ASSERT_EQ(caller_.messages.size(), 1u);
  EXPECT_EQ(caller_.messages[0].text, "it broke");
}

TEST(ModelStreams, AreNumberedAndBounded) {
  ModelStreams streams;
  const auto open = [&] { return streams.open(std::make_shared<ModelStream>()); };
  for (std::size_t i = 1; i <= ModelStreams::kMostOpen; ++i) EXPECT_EQ(open(), i);
  EXPECT_EQ(open().error().code(), ErrorCode::kResourceExhausted);
  streams.close(3);
  EXPECT_EQ(streams.find(3), nullptr);
  EXPECT_EQ(open(), ModelStreams::kMostOpen + 1);
}

TEST(ModelStreams, MakeRoomWhenOneWasReadToItsEnd) {
  ModelStreams streams;
  Loop loop;
  TestCaller caller(loop);
  for (std::size_t i = 0; i < ModelStreams::kMostOpen; ++i)
    EXPECT_TRUE(streams.open(std::make_shared<ModelStream>()));
  auto request = std::make_shared<functions::HostRequest>();
  request->caller = &caller;
  request->done = [](const Result<Value>&) {};
  streams.find(7)->end("");
  streams.find(7)->take(std::move(request));
  EXPECT_TRUE(streams.open(std::make_shared<ModelStream>()));
  EXPECT_EQ(streams.find(7), nullptr);
}

}  // namespace
}  // namespace modus::host
