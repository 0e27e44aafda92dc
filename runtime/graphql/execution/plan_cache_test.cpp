// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/plan_cache.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace modus::graphql {
namespace {

class PlanCacheTest : public testing::Test {
 protected:
  static void insert(PlanCache& cache, const std::string& query) {
    static const auto schema = Schema::create("type Query { a: Int }").value();
    static const auto options = std::make_shared<const EngineOptions>();
    cache.insert({query, {}}, make_plan(schema, query, {}, options).value());
  }
  static bool holds(PlanCache& cache, const std::string& query) {
    return cache.find({query, {}}) != nullptr;
  }
  // A query of that many bytes.
  static std::string query_of(std::size_t bytes, char name) {
    return fmt::format("{{{}: a}}{:>{}}", name, "", bytes - 6);
  }
};

TEST_F(PlanCacheTest, KeepsWhatWasUsedLast) {
  PlanCache cache(2, 1u << 20);
  for (const char name : {'x', 'y'}) insert(cache, query_of(4000, name));
  EXPECT_TRUE(holds(cache, query_of(4000, 'x')));
  insert(cache, query_of(4000, 'z'));
  EXPECT_TRUE(holds(cache, query_of(4000, 'x')));
  EXPECT_FALSE(holds(cache, query_of(4000, 'y')));
  EXPECT_TRUE(holds(cache, query_of(4000, 'z')));
}

TEST_F(PlanCacheTest, KeepsNoMoreTextThanAllowed) {
  PlanCache cache(1000, 40'000);
  std::size_t held = 0;
  for (char name = 'a'; name <= 'z'; ++name) insert(cache, query_of(4000, name));
  for (char name = 'a'; name <= 'z'; ++name) held += holds(cache, query_of(4000, name)) ? 1 : 0;
  EXPECT_EQ(held, 10u);
  EXPECT_TRUE(holds(cache, query_of(4000, 'z')));
}

TEST_F(PlanCacheTest, KeepsNoneThatTakesTheRoomOfMany) {
  PlanCache cache(1000, 40'000);
  insert(cache, query_of(4000, 'a'));
  insert(cache, query_of(30'000, 'b'));
  EXPECT_TRUE(holds(cache, query_of(4000, 'a')));
  EXPECT_FALSE(holds(cache, query_of(30'000, 'b')));
}

}  // namespace
}  // namespace modus::graphql
