// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/batch.h"

#include <gtest/gtest.h>

namespace modus::graphql {
namespace {

std::string answer(std::string_view line) { return BatchValidator().answer(line); }

TEST(BatchValidator, AnswersWithTheErrorsOfTheQuery) {
  EXPECT_EQ(answer(R"({"schema": "type Query { a: Int }", "query": "{ a }"})"), R"({"errors":[]})");
  EXPECT_EQ(answer(R"({"schema": "type Query { a: Int }", "query": "{ a\n  b }"})"),
            R"({"errors":[{"message":"Cannot query field \"b\" on type \"Query\". Did you mean )"
            R"(\"a\"?","locations":[{"line":2,"column":3}]}]})");
  EXPECT_EQ(answer(R"({"schema": "type Query { a: Int }", "query": "{ a "})"),
            R"({"errors":[{"message":"Syntax Error: Expected Name, found <EOF>.",)"
            R"("locations":[{"line":1,"column":5}]}]})");
}

TEST(BatchValidator, AppliesOnlyTheRulesNamed) {
  EXPECT_EQ(answer(R"({"schema": "type Query { a: Int }", "query": "{ b }", "rules": []})"),
            R"({"errors":[]})");
  EXPECT_EQ(answer(R"({"schema": "type Query { a: Int }", "query": "{ b }", "rules": [1]})"),
            R"({"errors":[{"message":"There is no rule 1.","locations":[]}]})");
}

TEST(BatchValidator, SaysWhatIsWrongWithTheRequestOrTheSchema) {
  EXPECT_EQ(answer("[]"),
            R"({"errors":[{"message":"The request is no JSON object.","locations":[]}]})");
  EXPECT_EQ(answer(R"({"schema": 1, "query": "{ b }"})"),
            R"({"errors":[{"message":"The request has no string \"schema\".","locations":[]}]})");
  EXPECT_EQ(answer(R"({"schema": "type T { a: Int }", "query": "{ b }"})"),
            R"({"errors":[{"message":"Invalid schema: Query root type must be provided.",)"
            R"("locations":[]}]})");
}

TEST(BatchValidator, GoesOnAfterABadSchema) {
  BatchValidator validator;
  const std::string_view good = R"({"schema": "type Query { a: Int }", "query": "{ a }"})";
  EXPECT_EQ(validator.answer(good), R"({"errors":[]})");
  EXPECT_NE(validator.answer(R"({"schema": "type", "query": "{ a }"})"), R"({"errors":[]})");
  EXPECT_EQ(validator.answer(good), R"({"errors":[]})");
}

}  // namespace
}  // namespace modus::graphql
