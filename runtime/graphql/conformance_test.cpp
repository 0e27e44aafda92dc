// SPDX-License-Identifier: Apache-2.0
// Holds parser and validation to the recorded behaviour of graphql-js.
#include <chrono>
#include <set>
#include <unordered_map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/graphql/conformance_data_for_test.h"
#include "runtime/graphql/language/parser.h"
#include "runtime/graphql/validation/validate.h"

namespace modus::graphql {
namespace {

std::string show(std::string_view message, std::size_t line, std::size_t column) {
  return fmt::format("{} {}:{}", message, line, column);
}

using Messages = std::multiset<std::string>;

Messages expected_messages(const json::Array& errors) {
  Messages messages;
  for (const json::Value& error : errors) messages.insert(text_of(error.as_object(), "message"));
  return messages;
}

Messages messages_of(const std::vector<Diagnostic>& errors) {
  Messages messages;
  for (const Diagnostic& error : errors) messages.insert(error.message);
  return messages;
}

TEST(Conformance, Syntax) {
  const json::Array cases = read_cases("syntax.json");
  if (cases.empty()) GTEST_SKIP() << "no conformance data beside the checkout";
  for (const json::Value& value : cases) {
    const json::Object& c = value.as_object();
    const std::string kind = text_of(c, "kind");
    if (kind != "executable" && kind != "sdl") continue;
    const auto document = parse_document(text_of(c, "source"));
    std::string expected = "ok";
    if (!c.at("ok").as_bool()) {
      const json::Object& at = c.at("location").as_object();
      expected = show(text_of(c, "message"), at.at("line").to_number<std::size_t>(),
                      at.at("column").to_number<std::size_t>());
    }
    std::string got = "ok";
    if (!document) {
      const Location at = document.error().locations.at(0);
      got = show(document.error().message, at.line, at.column);
    }
    EXPECT_EQ(got, expected) << text_of(c, "source");
  }
}

TEST(Conformance, Validation) {
  const json::Array cases = read_cases("validation.json");
  if (cases.empty()) GTEST_SKIP() << "no conformance data beside the checkout";
  std::unordered_map<std::string, std::shared_ptr<const Schema>> schemas;
  for (const json::Value& value : cases) {
    const json::Object& c = value.as_object();
    const std::string source = text_of(c, "query");
    auto& schema = schemas[text_of(c, "schema")];
    if (schema == nullptr) schema = Schema::create(text_of(c, "schema")).value();
    const auto document = parse_document(source);
    ASSERT_TRUE(document) << source;
    const json::Array& expected = c.at("allErrors").as_array();
    const auto began = std::chrono::steady_clock::now();
    const auto errors = validate(*schema, **document);
    const auto took = std::chrono::steady_clock::now() - began;
    const json::Value* limit = c.if_contains("maxMs");
    if (limit != nullptr) {
      EXPECT_LE(took, std::chrono::milliseconds(limit->to_number<std::int64_t>())) << source;
    }
    // Type definitions in a request are refused as such; what is wrong inside them is not said.
    const bool defines_types =
        !errors.empty() && errors[0].message.ends_with("definition is not executable.");
    if (c.contains("acceptRejectOnly") || defines_types) {
      EXPECT_EQ(errors.empty(), expected.empty()) << source;
    } else {
      EXPECT_EQ(messages_of(errors), expected_messages(expected)) << source;
    }
  }
}

}  // namespace
}  // namespace modus::graphql
