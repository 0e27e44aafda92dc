// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/recorded_streams.h"

#include <gtest/gtest.h>

namespace modus::replay {
namespace {

RecordedCall piece(std::string arguments, std::string result) {
  return {.call = std::string(kPieceCall),
          .arguments = std::move(arguments),
          .result = std::move(result)};
}

RecordedCall stream(std::string number) {
  return {.call = std::string(kStreamCall),
          .arguments = R"(["llm","{}"])",
          .result = std::move(number)};
}

TEST(RecordedStreams, BecomeOneCallEach) {
  const RecordedCalls calls{
      stream("1"),
      stream("2"),
      piece("[1]", R"({"kind":0,"index":0,"text":"Hel"})"),
      piece("[2]", R"({"kind":0,"index":0,"text":"a"})"),
      {.call = "modus_http_client.fetch", .arguments = "[]", .result = "1"},
      piece("[1]", R"({"kind":0,"index":0,"text":"lo"})"),
      piece("[1]", R"({"kind":3,"index":0,"text":"{\"whole\":1}"})"),
      {.call = std::string(kCloseCall), .arguments = "[2]", .result = "null"},
  };
  const RecordedCalls whole = with_whole_answers(calls);
  ASSERT_EQ(whole.size(), 3u);
  EXPECT_EQ(whole[0].result, R"("{\"whole\":1}")");
  EXPECT_EQ(whole[1].result, "null");
  EXPECT_EQ(whole[2].call, "modus_http_client.fetch");
}

TEST(RecordedStreams, FailWithTheirPieces) {
  RecordedCall broken = piece("[1]", "");
  broken.error = Error(ErrorCode::kUnavailable, "cut off");
  const RecordedCalls whole = with_whole_answers({stream("1"), broken, piece("[7]", "null")});
  ASSERT_EQ(whole.size(), 2u);
  EXPECT_EQ(whole[0].error->message(), "cut off");
  EXPECT_EQ(whole[1].call, kPieceCall);  // of no stream that is known
}

}  // namespace
}  // namespace modus::replay
