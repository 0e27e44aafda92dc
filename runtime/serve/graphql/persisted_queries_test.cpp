// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/graphql/persisted_queries.h"

#include <gtest/gtest.h>

#include "runtime/base/sha256.h"
#include "runtime/serve/graphql/trusted_documents.h"

namespace modus::serve {
namespace {

TEST(PersistedQueries, ForgetsWhatWasNotUsedLongest) {
  PersistedQueries queries(1000);
  const std::string text(100, 'q');
  queries.remember("one", text);
  queries.remember("two", text);
  EXPECT_TRUE(queries.find("one"));
  const auto kept = queries.find("two");
  EXPECT_TRUE(queries.find("one"));
  queries.remember("three", text);
  EXPECT_TRUE(queries.find("one"));
  EXPECT_FALSE(queries.find("two"));
  EXPECT_EQ(*queries.find("three"), text);
  EXPECT_EQ(*kept, text);
}

TEST(PersistedQueries, DoesNotKeepWhatIsTooLarge) {
  PersistedQueries queries(1000);
  queries.remember("small", "{a}");
  queries.remember("large", std::string(1000, 'q'));
  EXPECT_FALSE(queries.find("large"));
  EXPECT_TRUE(queries.find("small"));
  queries.remember("small", "{other}");
  EXPECT_EQ(*queries.find("small"), "{a}");
}

TEST(PersistedQueries, ChecksHashes) {
  EXPECT_TRUE(is_hash_of(sha256_hex("{a}"), "{a}"));
  EXPECT_FALSE(is_hash_of(sha256_hex("{a}"), "{b}"));
  EXPECT_FALSE(is_hash_of("", "{a}"));
}

std::string refusal(std::string_view text) {
  const auto documents = TrustedDocuments::parse(text);
  return documents ? "" : documents.error().describe();
}

TEST(TrustedDocuments, ReadsBothForms) {
  for (std::string_view text :
       {R"({"abc":"{hello}","other":"{a}"})",
        R"({"format":"apollo-persisted-query-manifest","version":1,"operations":[
          {"id":"abc","name":"A","type":"query","body":"{hello}"},{"id":"other","body":"{a}"}]})"}) {
    const auto documents = TrustedDocuments::parse(text);
    ASSERT_TRUE(documents) << documents.error().describe();
    EXPECT_EQ(documents->size(), 2u);
    EXPECT_EQ(*documents->find("abc"), "{hello}");
    EXPECT_EQ(*documents->find("sha256:abc"), "{hello}");
    EXPECT_FALSE(documents->find("ABC"));
  }
}

TEST(TrustedDocuments, SaysWhatIsWrong) {
  EXPECT_EQ(refusal("{"), "line 1, column 2: incomplete JSON");
  EXPECT_TRUE(refusal("[]").starts_with("it must hold an object"));
  EXPECT_EQ(refusal(R"({"a":1})"), "\"a\" must be a string, the document's text");
  EXPECT_EQ(refusal(R"({"format":"apollo-persisted-query-manifest","operations":[{"id":"a"}]})"),
            "each of \"operations\" must have the strings \"id\" and \"body\"");
  EXPECT_EQ(refusal(R"({"format":"apollo-persisted-query-manifest","operations":[
                        {"id":"a","body":"{a}"},{"id":"a","body":"{b}"}]})"),
            "the document \"a\" is listed twice");
}

TEST(TrustedDocuments, AreCheckedAgainstTheSchema) {
  const auto engine = graphql::Engine::create("type Query { hello: String! }").value();
  EXPECT_TRUE(TrustedDocuments::parse(R"({"a":"{hello}","b":"query A{hello} query B{hello}"})")
                  ->check(*engine));
  const auto checked =
      TrustedDocuments::parse(R"({"a":"{hello}","b":"{\n  nope\n}"})")->check(*engine);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().describe(),
            "the document \"b\" is not valid: Cannot query field \"nope\" on type \"Query\". "
            "(line 2, column 3)");
}

}  // namespace
}  // namespace modus::serve
