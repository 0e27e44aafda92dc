// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/ws_message.h"

#include <gtest/gtest.h>

#include "runtime/serve/graphql/stream_format.h"

namespace modus::serve {
namespace {

TEST(WsMessage, ReadsEachType) {
  types::BlockArena arena;
  const auto subscribe =
      parse_ws_message(R"({"id":"1","type":"subscribe","payload":{"query":"{a}"}})", arena);
  ASSERT_TRUE(subscribe) << subscribe.error().describe();
  EXPECT_EQ(subscribe->type, WsType::kSubscribe);
  EXPECT_EQ(subscribe->id, "1");
  EXPECT_EQ(subscribe->payload.find("query").as_string(), "{a}");
  const auto type_of = [&](std::string_view text) { return parse_ws_message(text, arena)->type; };
  EXPECT_EQ(type_of(R"({"type":"connection_init"})"), WsType::kConnectionInit);
  EXPECT_EQ(type_of(R"({"type":"ping","payload":null})"), WsType::kPing);
  EXPECT_EQ(type_of(R"({"payload":{},"type":"pong","more":1})"), WsType::kPong);
  EXPECT_EQ(type_of(R"({"type":"complete","id":"x"})"), WsType::kComplete);
}

TEST(WsMessage, SaysWhatIsWrong) {
  const auto refusal = [](std::string_view text) {
    types::BlockArena arena;
    const auto message = parse_ws_message(text, arena);
    return message ? "" : message.error().message();
  };
  for (std::string_view text : {"", "{", "[]", "1", "{\"type\":\"ping\"} x"})
    EXPECT_EQ(refusal(text), "a message must be a JSON object") << text;
  for (std::string_view text : {"{}", R"({"type":1})", R"({"type":"start"})"})
    EXPECT_EQ(refusal(text), "unknown \"type\" of message") << text;
  for (std::string_view text : {R"({"type":"complete"})", R"({"type":"complete","id":""})",
                                R"({"type":"subscribe","id":1,"payload":{}})"})
    EXPECT_EQ(refusal(text), "\"id\" must be a string that is not empty") << text;
  for (std::string_view text :
       {R"({"type":"subscribe","id":"1"})", R"({"type":"subscribe","id":"1","payload":null})",
        R"({"type":"ping","payload":"x"})"})
    EXPECT_EQ(refusal(text), "\"payload\" must be an object") << text;
}

TEST(WsMessage, Writes) {
  EXPECT_EQ(ws_message("pong"), R"({"type":"pong"})");
  EXPECT_EQ(ws_message("complete", "a\"b"), R"({"id":"a\"b","type":"complete"})");
  EXPECT_EQ(ws_message("next", "1", R"({"data":1})"),
            R"({"id":"1","type":"next","payload":{"data":1}})");
}

TEST(StreamFormat, EventsMarkEachLine) {
  EXPECT_EQ(server_sent_event("next", R"({"a":1})"), "event: next\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(server_sent_event("next", "{\n1\r}"), "event: next\ndata: {\ndata: 1\ndata: }\n\n");
  EXPECT_EQ(server_sent_event("complete", ""), "event: complete\ndata: \n\n");
}

TEST(StreamFormat, PartsEndWithTheNextBoundary) {
  const StreamFormat& format = multipart_format(graphql::IncrementalForm::kCurrent);
  std::string body(format.opening);
  body.append(format.frame("1")).append(format.frame("2")).append(format.closing);
  EXPECT_EQ(body,
            "---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n1\r\n---\r\n"
            "Content-Type: application/json; charset=utf-8\r\n\r\n2\r\n-----\r\n");
  EXPECT_EQ(multipart_format(graphql::IncrementalForm::k2022).content_type,
            R"(multipart/mixed; boundary="-"; deferSpec=20220824)");
}

}  // namespace
}  // namespace modus::serve
