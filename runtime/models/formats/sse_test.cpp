// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/formats/sse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace modus::models {
namespace {

std::vector<std::string> events_of(std::string_view stream, std::size_t piece) {
  std::vector<std::string> events;
  SseParser parser([&](const SseEvent& event) {
    events.push_back(std::string(event.type) + "=" + std::string(event.data));
  });
  while (!stream.empty()) {
    parser.feed(stream.substr(0, piece));
    stream.remove_prefix(std::min(piece, stream.size()));
  }
  return events;
}

TEST(SseParserTest, GivesTheSameEventsForEverySplit) {
  const std::string stream =
      ": comment\r\n\r\ndata: one\r\n\r\n:ping\ndata:two\ndata: lines\n\nevent: error\rdata: {}\r\r"
      "id: 7\nretry: 1\nunknown\ndata\n\ndata: [DONE]\n\n";
  const std::vector<std::string> expected = {"message=one", "message=two\nlines", "error={}",
                                             "message=", "message=[DONE]"};
  for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    EXPECT_EQ(events_of(stream, piece), expected) << "in pieces of " << piece;
}

TEST(SseParserTest, KeepsSpacesAndColonsOfTheData) {
  EXPECT_EQ(events_of("data:  a: b \n\n", 4), std::vector<std::string>{"message= a: b "});
}

TEST(SseParserTest, DropsAnEventThatTheStreamBreaksOff) {
  EXPECT_TRUE(events_of("data: half\n", 100).empty());
  EXPECT_TRUE(events_of("event: named\n\n", 100).empty());
}

}  // namespace
}  // namespace modus::models
