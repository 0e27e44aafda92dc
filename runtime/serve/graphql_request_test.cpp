// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql_request.h"

#include <gtest/gtest.h>

namespace modus::serve {
namespace {

std::string refusal(std::string_view body) {
  const auto request = parse_graphql_request(body);
  return request ? "" : request.error().describe();
}

TEST(GraphqlRequest, BorrowsFromTheBody) {
  const std::string body =
      R"({"query":"query Q {a}","operationName":"Q","variables":{"v":"text"},"extensions":{}})";
  const auto request = parse_graphql_request(body);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->query, "query Q {a}");
  EXPECT_EQ(request->operation_name, "Q");
  EXPECT_EQ(request->variables.find("v").as_string().data(), body.data() + body.find("text"));
}

TEST(GraphqlRequest, OwnsWhatItHadToDecode) {
  auto request = parse_graphql_request(R"({"query":"{\n  a\n}","variables":{"v":"\u00e9"}})");
  ASSERT_TRUE(request);
  const graphql::Request moved = *std::move(request);
  EXPECT_EQ(moved.query, "{\n  a\n}");
  EXPECT_EQ(moved.variables.find("v").as_string(), "é");
}

TEST(GraphqlRequest, TakesNullForLeftOut) {
  const auto request =
      parse_graphql_request(R"({"query":"{a}","operationName":null,"variables":null})");
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->operation_name);
  EXPECT_TRUE(request->variables.is_absent());
}

TEST(GraphqlRequest, SaysWhatIsWrong) {
  EXPECT_TRUE(refusal("").starts_with("The body is empty; send a POST"));
  EXPECT_EQ(refusal("{\n\"query\" 1}"),
            "The body is not valid JSON: line 2, column 9: syntax error");
  EXPECT_TRUE(refusal("[]").starts_with("The body must be a JSON object; "));
  EXPECT_TRUE(refusal("{}").starts_with("The body has no string \"query\"; "));
  EXPECT_TRUE(refusal(R"({"query":1})").starts_with("The body has no string \"query\"; "));
  EXPECT_EQ(refusal(R"({"query":"","operationName":1})"), "\"operationName\" must be a string");
  EXPECT_EQ(refusal(R"({"query":"","variables":[]})"), "\"variables\" must be an object");
}

}  // namespace
}  // namespace modus::serve
