// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/accept.h"

#include <gtest/gtest.h>

#include "runtime/serve/http/media_type.h"

namespace modus::serve {
namespace {

using enum AnswerType;

TEST(MediaType, ReadsTypesAndParameters) {
  std::string_view list = R"(text/html;level="1,\"2;" ; Q = 0.5 ,, Application/JSON)";
  const MediaType first = take_media_type(list);
  EXPECT_TRUE(first.is("text/HTML"));
  EXPECT_EQ(first.parameter("LEVEL"), R"(1,\"2;)");
  EXPECT_EQ(first.parameter("q"), "0.5");
  EXPECT_EQ(first.parameter("charset"), "");
  EXPECT_EQ(take_media_type(list).type, "");
  EXPECT_TRUE(take_media_type(list).is("application/json"));
  EXPECT_TRUE(list.empty());
}

TEST(Accept, ChoosesOneResponse) {
  const auto chosen = [](std::string_view header) { return Accept(header).for_response(); };
  for (std::string_view header :
       {"", "*/*", "application/*", "application/json", "text/html, */*;q=0.1",
        "application/json, application/graphql-response+json;q=0.9",
        "text/event-stream;q=0.5, application/json", "application/graphql-response+json;q=0, */*"})
    EXPECT_EQ(chosen(header), kJson) << header;
  for (std::string_view header :
       {"application/graphql-response+json", "application/json, application/graphql-response+json",
        "application/graphql-response+json;charset=utf-8, application/json;q=0.9",
        "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
        "*/*;q=0.5, application/graphql-response+json"})
    EXPECT_EQ(chosen(header), kGraphqlResponse) << header;
  EXPECT_EQ(chosen("text/event-stream"), kEventStream);
  EXPECT_EQ(chosen("text/event-stream, application/json;q=0.9"), kEventStream);
  EXPECT_EQ(chosen("multipart/mixed"), kMultipart);
}

TEST(Accept, RefusesWhatItCannotAnswer) {
  for (std::string_view header : {"text/html", "application/json;q=0", "text/*", "nonsense", ",;,",
                                  "*/*, application/json;q=0", "*/*, application/*;q=0.0"})
    EXPECT_EQ(Accept(header).for_response(), std::nullopt) << header;
}

TEST(Accept, StreamsMustBeNamed) {
  const auto chosen = [](std::string_view header) { return Accept(header).for_stream(); };
  EXPECT_EQ(chosen("*/*"), std::nullopt);
  EXPECT_EQ(chosen("application/json"), std::nullopt);
  EXPECT_EQ(chosen("text/event-stream"), kEventStream);
  EXPECT_EQ(chosen("multipart/mixed;q=0.5, text/event-stream"), kEventStream);
  EXPECT_EQ(chosen("multipart/mixed, application/json"), kMultipart);
}

TEST(Accept, TheOldFormOfIncrementalDeliveryIsAskedFor) {
  const auto form = [](std::string_view header) { return Accept(header).incremental_form(); };
  EXPECT_EQ(form("multipart/mixed;deferSpec=20220824, application/json"),
            graphql::IncrementalForm::k2022);
  EXPECT_EQ(form("multipart/mixed; boundary=\"-\"; deferSpec=\"20220824\""),
            graphql::IncrementalForm::k2022);
  EXPECT_EQ(form("multipart/mixed;incrementalSpec=v0.2"), graphql::IncrementalForm::kCurrent);
  EXPECT_EQ(form("multipart/mixed"), graphql::IncrementalForm::kCurrent);
}

}  // namespace
}  // namespace modus::serve
