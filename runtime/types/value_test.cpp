// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/types/value_json.h"

namespace modus::types {
namespace {

std::string round_trip(std::string_view text) {
  Arena arena;
  json::Writer writer;
  write_json(writer, from_json(json::parse(text).value(), arena));
  return writer.take();
}

TEST(Value, SurvivesJson) {
  for (const std::string_view text :
       {"null", "true", "-1", "18446744073709551615", "1.5", "\"é\\u0000\"", "[1,[],{}]",
        R"({"a":{"b":[null]},"c":""})"}) {
    EXPECT_EQ(round_trip(text), text);
  }
}

TEST(Value, FindsMembers) {
  Arena arena;
  const Value value = from_json(json::parse(R"({"a":1,"b":null})").value(), arena);
  EXPECT_EQ(value.find("a").as_int(), 1);
  EXPECT_TRUE(value.find("b").is_null());
  EXPECT_TRUE(value.find("c").is_absent());
  EXPECT_TRUE(Value::integer(1).find("a").is_absent());
}

}  // namespace
}  // namespace modus::types
