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

using Errors = std::multiset<std::string>;  // `message 3:1 4:7`

std::string show(const json::Object& error) {
  std::string text = text_of(error, "message");
  for (const json::Value& at : error.at("locations").as_array()) {
    text += fmt::format(" {}:{}", at.at("line").as_int64(), at.at("column").as_int64());
  }
  return text;
}

std::string show(const Diagnostic& error) {
  std::string text = error.message;
  for (const Location& at : error.locations) text += fmt::format(" {}:{}", at.line, at.column);
  return text;
}

Errors errors_of(const json::Array& errors) {
  Errors shown;
  for (const json::Value& error : errors) shown.insert(show(error.as_object()));
  return shown;
}

Errors errors_of(const std::vector<Diagnostic>& errors) {
  Errors shown;
  for (const Diagnostic& error : errors) shown.insert(show(error));
  return shown;
}

// "ok", or what is wrong with a source of that kind.
std::string outcome(std::string_view kind, const std::string& source) {
  types::Arena arena;
  const auto shown = [](const auto& parsed) { return parsed ? "ok" : show(parsed.error()); };
  if (kind == "value") return shown(parse_value(source, arena));
  if (kind == "type") return shown(parse_type(source, arena));
  return shown(parse_document(source));
}

TEST(Conformance, Syntax) {
  const json::Array cases = read_cases("syntax.json");
  if (cases.empty()) GTEST_SKIP() << "no conformance data beside the checkout";
  for (const json::Value& value : cases) {
    const json::Object& c = value.as_object();
    std::string expected = "ok";
    if (!c.at("ok").as_bool()) {
      expected = show({{"message", c.at("message")}, {"locations", json::Array{c.at("location")}}});
    }
    const std::string source = text_of(c, "source");
    EXPECT_EQ(outcome(text_of(c, "kind"), source), expected) << source;
    if (!c.contains("value")) continue;
    types::Arena arena;
    const auto literal = parse_value(source, arena);
    ASSERT_TRUE(literal) << source;
    EXPECT_EQ(literal->text, text_of(c, "value")) << source;
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
    if (c.contains("acceptRejectOnly")) {
      EXPECT_EQ(errors.empty(), expected.empty()) << source;
    } else {
      EXPECT_EQ(errors_of(errors), errors_of(expected)) << source;
    }
    if (text_of(c, "rule") == "*") continue;
    const auto of_rule = validate_rule(*schema, **document, text_of(c, "rule"));
    EXPECT_EQ(errors_of(of_rule), errors_of(c.at("errors").as_array())) << source;
  }
}

}  // namespace
}  // namespace modus::graphql
