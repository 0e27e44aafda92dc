// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/graphql_request.h"

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
  EXPECT_EQ(request->request.query, "query Q {a}");
  EXPECT_EQ(request->request.operation_name, "Q");
  EXPECT_EQ(request->request.variables.find("v").as_string().data(),
            body.data() + body.find("text"));
}

TEST(GraphqlRequest, OwnsWhatItHadToDecode) {
  auto request = parse_graphql_request(R"({"query":"{\n  a\n}","variables":{"v":"\u00e9"}})");
  ASSERT_TRUE(request);
  const graphql::Request moved = std::move(request->request);
  EXPECT_EQ(moved.query, "{\n  a\n}");
  EXPECT_EQ(moved.variables.find("v").as_string(), "é");
}

TEST(GraphqlRequest, TakesNullForLeftOut) {
  const auto request =
      parse_graphql_request(R"({"query":"{a}","operationName":null,"variables":null})");
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->request.operation_name);
  EXPECT_TRUE(request->request.variables.is_absent());
}

TEST(GraphqlRequest, ADocumentMayBeNamedInsteadOfSent) {
  const auto hashed = parse_graphql_request(
      R"({"extensions":{"persistedQuery":{"version":1,"sha256Hash":"abc"},"operationId":"7"}})");
  ASSERT_TRUE(hashed) << hashed.error().describe();
  EXPECT_FALSE(hashed->has_query);
  EXPECT_EQ(hashed->document_hash, "abc");
  EXPECT_EQ(hashed->operation_id, "7");
  EXPECT_EQ(parse_graphql_request(R"({"documentId":"sha256:abc"})")->document_id, "sha256:abc");
  EXPECT_EQ(parse_graphql_request(R"({"query":null,"id":"abc"})")->document_id, "abc");
  EXPECT_TRUE(parse_graphql_request(R"({"query":"{a}","id":"abc"})")->has_query);
}

TEST(GraphqlRequest, ReadsUrls) {
  const auto request = parse_graphql_url(
      "x=1&query=query+Q(%24a:Int)%7Ba%28b:%22%2B%22)}&variables=%7B%22a%22%3A1%7D&"
      "operationName=Q&extensions={}");
  ASSERT_TRUE(request) << request.error().describe();
  EXPECT_EQ(request->request.query, R"(query Q($a:Int){a(b:"+")})");
  EXPECT_EQ(request->request.operation_name, "Q");
  EXPECT_EQ(request->request.variables.find("a").as_int(), 1);
  EXPECT_EQ(parse_graphql_url("query=%7ba%7d%zz%4")->request.query, "{a}%zz%4");
  const auto wrong = parse_graphql_url("query={a}&variables={");
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().describe().starts_with("The URL's \"variables\" is not valid JSON"));
  EXPECT_FALSE(parse_graphql_url("operationName=Q"));
}

TEST(GraphqlRequest, ReadsLists) {
  EXPECT_TRUE(is_graphql_batch(" \n[{}]"));
  EXPECT_FALSE(is_graphql_batch("{}"));
  EXPECT_FALSE(is_graphql_batch(""));
  const auto batch =
      parse_graphql_batch(R"([{"query":"{a}"},{"query":"{b}","variables":{"x":1}}])");
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->requests.size(), 2u);
  EXPECT_EQ(batch->requests[1].request.query, "{b}");
  EXPECT_EQ(parse_graphql_batch("[]")->requests.size(), 0u);
  EXPECT_TRUE(parse_graphql_batch(R"([{"query":"{a}"},{}])")
                  .error()
                  .describe()
                  .starts_with("Request 1 of the list: The body has no string \"query\""));
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
  EXPECT_EQ(refusal(R"({"query":"","extensions":0})"), "\"extensions\" must be an object");
  EXPECT_TRUE(refusal(R"({"query":[],"id":"a"})").starts_with("The body has no string \"query\""));
  EXPECT_EQ(refusal(R"({"extensions":{"persistedQuery":{"version":2,"sha256Hash":"a"}}})"),
            "\"extensions.persistedQuery.version\" must be 1, the only version there is");
  EXPECT_EQ(refusal(R"({"extensions":{"persistedQuery":{"version":1}}})"),
            "\"extensions.persistedQuery.sha256Hash\" is missing");
}

}  // namespace
}  // namespace modus::serve
