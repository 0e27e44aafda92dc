// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/http_provider.h"

#include <gtest/gtest.h>

#include <optional>

#include "runtime/connect/test_server.h"
#include "runtime/models/formats/formats.h"
#include "runtime/models/formats/testing.h"
#include "runtime/models/test_loop.h"

namespace modus::models {
namespace {

using connect::answer;
using connect::KeepConnection;
using connect::TestServer;
using namespace std::chrono_literals;

constexpr std::string_view kHello = R"({"choices":[{"index":0,"delta":{"content":"Hel"}}]})";
constexpr std::string_view kRest = R"({"choices":[{"index":0,"delta":{"content":"lo"}}]})";
constexpr std::string_view kWhole =
    R"({"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",)"
    R"("content":"Hello"},"logprobs":null,"finish_reason":null}]})";

std::string head(std::string_view type = "text/event-stream") {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
                     type);
}

std::string chunk(std::string_view bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

// One streamed call, on the loop.
class StreamedCall {
 public:
  StreamedCall(TestLoop& loop, HttpProvider& provider, ModelEndpoint endpoint,
               std::move_only_function<void(ModelOperation&)> on_piece = {})
      : loop_(loop), endpoint_(std::move(endpoint)), on_piece_(std::move(on_piece)) {
    loop_.run([&] {
      operation = provider.invoke(
          loop_.client,
          {.endpoint = endpoint_, .body = R"({"messages":[]})", .on_delta = &on_delta_},
          [this](Outcome result) { promise_.set_value(std::move(result)); });
    });
  }
  ~StreamedCall() {
    loop_.run([&] { operation = {}; });
  }

  std::string end() {
    outcome = ended_.get();
    return outcome->answer ? *outcome->answer : "error: " + outcome->answer.error().describe();
  }
  bool ended_within(std::chrono::milliseconds time) {
    return ended_.wait_for(time) == std::future_status::ready;
  }

  std::string deltas;  // of the loop's thread until the call has ended
  std::optional<Outcome> outcome;
  ModelOperation operation;

 private:
  TestLoop& loop_;
  const ModelEndpoint endpoint_;
  std::move_only_function<void(ModelOperation&)> on_piece_;
  OnDelta on_delta_ = [this](const Delta& delta) {
    deltas += to_line(delta);
    if (on_piece_) on_piece_(operation);
  };
  std::promise<Outcome> promise_;
  std::future<Outcome> ended_ = promise_.get_future();
};

class HttpProviderTest : public ::testing::Test {
 protected:
  static ModelEndpoint endpoint(std::string url, std::string_view format = "openai-chat") {
    ModelEndpoint made{.model = "chat", .connection = "c", .url = std::move(url), .headers = {}};
    made.format = find_format(format);
    return made;
  }

  // What comes of an answer of these bytes; the connection closes behind them.
  std::string streamed(std::string bytes, std::string_view format = "openai-chat") {
    TestServer server([&](const std::string& request, const auto& send) {
      seen_ = request;
      send(bytes);
      return KeepConnection::kNo;
    });
    StreamedCall call(loop_, provider_, endpoint(server.url("/v1"), format));
    std::string end = call.end();
    deltas_ = call.deltas;
    return end;
  }

  Log log_{{.threshold = LogLevel::kNone}};
  TestLoop loop_;
  HttpProvider provider_{Stage::kDevelopment, {}, log_};
  std::string seen_;
  std::string deltas_;
};

TEST_F(HttpProviderTest, StreamsAnAnswer) {
  const std::string stream = sse({kHello, kRest, "[DONE]"});
  EXPECT_EQ(streamed(head() + chunk(stream) + chunk("")), kWhole);
  EXPECT_EQ(deltas_, "text 0: Hel\ntext 0: lo\n");
  EXPECT_TRUE(
      seen_.ends_with(R"({"messages":[],"stream":true,"stream_options":{"include_usage":true}})"))
      << seen_;
}

TEST_F(HttpProviderTest, TellsEachPieceWhenItComes) {
  std::promise<void> heard;
  TestServer server([&](const auto&, const auto& send) {
    send(head() + chunk(sse({kHello})));
    heard.get_future().wait();  // the rest is not sent before the first piece was told
    send(chunk(sse({kRest, "[DONE]"})) + chunk(""));
    return KeepConnection::kYes;
  });
  bool first = true;
  StreamedCall call(loop_, provider_, endpoint(server.url()), [&](ModelOperation&) {
    if (std::exchange(first, false)) heard.set_value();
  });
  EXPECT_EQ(call.end(), kWhole);
}

TEST_F(HttpProviderTest, HoldsAStreamBack) {
  constexpr int kPieces = 20'000;
  TestServer server([&](const auto&, const auto& send) {
    send(head());
    for (int i = 0; i < kPieces; ++i) send(chunk(sse({kHello})));
    send(chunk(sse({"[DONE]"})) + chunk(""));
    return KeepConnection::kYes;
  });
  std::promise<void> held;
  int pieces = 0;
  StreamedCall call(loop_, provider_, endpoint(server.url()), [&](ModelOperation& operation) {
    if (pieces++ == 0) {
      operation.pause();
      held.set_value();
    }
  });
  held.get_future().wait();
  EXPECT_FALSE(call.ended_within(100ms));
  loop_.run([&] {
    EXPECT_LT(pieces, 100);
    call.operation.resume();
  });
  EXPECT_TRUE(call.end().starts_with(R"({"object":"chat.completion")"));
  EXPECT_EQ(pieces, kPieces);
}

TEST_F(HttpProviderTest, CallsNothingOnceItIsGivenUp) {
  TestServer server([&](const auto&, const auto& send) {
    send(head() + chunk(sse({kHello, kHello, kHello, "[DONE]"})) + chunk(""));
    return KeepConnection::kYes;
  });
  std::promise<void> gave_up;
  StreamedCall call(loop_, provider_, endpoint(server.url()), [&](ModelOperation& operation) {
    operation = {};
    gave_up.set_value();  // a second time would throw
  });
  gave_up.get_future().wait();
  EXPECT_FALSE(call.ended_within(100ms));
}

TEST_F(HttpProviderTest, TellsWhyAStreamFailed) {
  const auto no_answer = [](std::string_view why) {
    return fmt::format("error: the model \"chat\" did not answer: {}", why);
  };
  EXPECT_EQ(streamed(head() + chunk(sse({kHello})) + chunk("")),
            no_answer("the stream ended before the answer was complete"));
  EXPECT_TRUE(streamed(head() + chunk(sse({kHello}))).ends_with("before the answer was complete"));
  EXPECT_EQ(deltas_, "text 0: Hel\n");
  EXPECT_EQ(streamed(head() + chunk("data: {\n\n")),
            no_answer("the model's answer holds an event that is not JSON"));
  EXPECT_EQ(streamed(head() + chunk(sse({R"({"error":{"message":"Overloaded"}})"})) + chunk("")),
            no_answer("the provider broke the answer off with an error: Overloaded"));
  EXPECT_EQ(streamed(head("application/vnd.amazon.eventstream") + chunk(std::string(64, 'x')),
                     "bedrock-converse"),
            "error: a Bedrock model's address must end with \"/model/NAME/converse\" to be "
            "streamed");
}

TEST_F(HttpProviderTest, GivesUpOnAnEventWithoutEnd) {
  const std::string piece = chunk(std::string(1u << 20, 'x'));
  TestServer server([&](const auto&, const auto& send) {
    send(head() + chunk("data: "));
    for (int i = 0; i < 20; ++i) send(piece);
    return KeepConnection::kNo;
  });
  StreamedCall call(loop_, provider_, endpoint(server.url()));
  EXPECT_EQ(call.end(),
            fmt::format("error: the model \"chat\" did not answer: the answer holds an event of "
                        "more than {} bytes",
                        kMaxEventBytes));
}

TEST_F(HttpProviderTest, TakesAnAnswerThatIsNoStream) {
  const std::string whole = R"({"choices":[{"message":{"content":"Hello"}}]})";
  EXPECT_EQ(streamed(answer("200 OK", whole, "Content-Type: application/json\r\n")), whole);
  EXPECT_EQ(deltas_, "");
  EXPECT_TRUE(streamed(answer("401 Unauthorized", R"({"error":{"message":"No such key"}})"))
                  .ends_with("it says: No such key"));
  EXPECT_EQ(streamed(answer("500 Oh", R"({"error":{"message":"Hello"}})")),
            R"({"error":{"message":"Hello"}})");
  EXPECT_EQ(deltas_, "");
}

TEST_F(HttpProviderTest, EndsAStreamThatStalls) {
  HttpProvider impatient(Stage::kDevelopment, {.idle = 100ms}, log_);
  std::promise<void> over;
  TestServer server([&](const auto&, const auto& send) {
    send(head() + chunk(sse({kHello})));
    over.get_future().wait();
    return KeepConnection::kNo;
  });
  {
    StreamedCall call(loop_, impatient, endpoint(server.url()));
    EXPECT_TRUE(call.end().ends_with("sent nothing for 100 ms (the idle limit)"));
    EXPECT_EQ(call.outcome->ending, Ending::kLost);
  }
  over.set_value();
}

TEST_F(HttpProviderTest, NeedsToKnowTheFormat) {
  StreamedCall call(loop_, provider_, endpoint("http://127.0.0.1:1/", "unknown"));
  EXPECT_EQ(call.end(),
            "error: the model \"chat\" cannot be streamed: its address does not tell which format "
            "it speaks; set models.chat.format in modus.json");
}

TEST_F(HttpProviderTest, SignsWhatItSendsToAws) {
  TestServer server([&](const std::string& request, const auto& send) {
    seen_ = request;
    send(head("application/vnd.amazon.eventstream") +
         chunk(
             aws_event("contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":"Hello"}})") +
             aws_event("messageStop", R"({"stopReason":"end_turn"})")) +
         chunk(""));
    return KeepConnection::kYes;
  });
  ModelEndpoint signing = endpoint(server.url("/model/m%3A0/converse"), "bedrock-converse");
  signing.aws = {.credentials = {.access_key_id = "AKID",
                                 .secret_access_key = "secret",
                                 .session_token = "token"},
                 .scope = {.region = "eu-west-1", .service = "bedrock"}};
  StreamedCall call(loop_, provider_, std::move(signing));
  EXPECT_EQ(call.end(),
            R"({"output":{"message":{"role":"assistant","content":[{"text":"Hello"}]}},)"
            R"("stopReason":"end_turn"})");
  EXPECT_EQ(call.deltas, "text 0: Hello\n");
  EXPECT_TRUE(seen_.starts_with("POST /model/m%3A0/converse-stream HTTP/1.1\r\n")) << seen_;
  EXPECT_TRUE(seen_.contains("\r\nX-Amz-Security-Token: token\r\n")) << seen_;
  EXPECT_TRUE(
      seen_.contains("/eu-west-1/bedrock/aws4_request, SignedHeaders=content-type;host;"
                     "x-amz-date;x-amz-security-token, Signature="))
      << seen_;
}

}  // namespace
}  // namespace modus::models
