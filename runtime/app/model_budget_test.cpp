// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/model_budget.h"

#include <gtest/gtest.h>

#include "runtime/app/manifest.h"

namespace modus::app {
namespace {

using namespace std::chrono_literals;

Result<Manifest> manifest_with(std::string_view model_members, std::string_view root = "{}") {
  return Manifest::parse(fmt::format(
      R"({{"budget": {}, "models": {{"llm": {{"sourceModel": "m", "connection": "local"{}}}}}}})",
      root, model_members));
}

std::string error_of(std::string_view model_members, std::string_view root = "{}") {
  const auto manifest = manifest_with(model_members, root);
  return manifest ? "no error" : manifest.error().message();
}

TEST(ModelBudgetTest, ReadsAllowancesForEachPeriod) {
  const auto manifest = manifest_with(
      R"(, "budget": {"perRequest": {"calls": 5, "tokens": 20000, "timeMs": 30000},
                      "perHour": {"dollars": 0.05}},
           "price": {"input": 2.5, "output": 10})",
      R"({"perDay": {"dollars": 20}})");
  ASSERT_TRUE(manifest) << manifest.error().message();
  const ModelPolicy& policy = manifest->models[0].policy;
  EXPECT_EQ(policy.budget.of(BudgetPeriod::kRequest),
            (ModelAllowance{.calls = 5, .tokens = 20'000, .time = 30s}));
  EXPECT_EQ(policy.budget.of(BudgetPeriod::kHour), (ModelAllowance{.nanodollars = 50'000'000}));
  EXPECT_TRUE(policy.budget.of(BudgetPeriod::kMinute).is_unlimited());
  EXPECT_EQ(policy.price, (ModelPrice{.input = 2.5, .cached_input = 2.5, .output = 10}));
  EXPECT_EQ(manifest->budget.of(BudgetPeriod::kDay).nanodollars, 20'000'000'000u);
}

TEST(ModelBudgetTest, HasNoLimitsUnlessTold) {
  const auto manifest = manifest_with("");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->models[0].policy.budget, ModelBudget());
  EXPECT_EQ(manifest->models[0].policy.price, std::nullopt);
}

// A slip would be a budget that is not kept.
TEST(ModelBudgetTest, SaysWhatIsWrong) {
  EXPECT_EQ(
      error_of(R"(, "budget": {"perday": {"call": 1}})"),
      R"(modus.json: models.llm.budget.perDay.call is not known; allowed: "calls", "tokens", )"
      R"("dollars", "timeMs")");
  EXPECT_EQ(error_of(R"(, "budget": {"calls": 1})"),
            R"(modus.json: models.llm.budget.calls is not known; allowed: "perRequest", )"
            R"("perMinute", "perHour", "perDay")");
  EXPECT_EQ(
      error_of("", R"({"perDay": {"dollars": "20"}})"),
      "modus.json: budget.perDay.dollars is \"20\"; it must be a number from 1e-09 to 1000000000");
  EXPECT_EQ(error_of(R"(, "budget": {"perDay": {"calls": 0}})"),
            "modus.json: models.llm.budget.perDay.calls is 0; it must be a whole number from 1 to "
            "1000000000000000");
  EXPECT_EQ(error_of(R"(, "price": {"input": 1})"),
            "modus.json: models.llm.price.output is missing: dollars for a million tokens");
  EXPECT_EQ(error_of(R"(, "price": {"input": -1, "output": 1})"),
            "modus.json: models.llm.price.input is -1; it must be a number from 0 to 1000000000");
  EXPECT_EQ(error_of(R"(, "price": {"prompt": 1})"),
            R"(modus.json: models.llm.price.prompt is not known; allowed: "input", "cachedInput", )"
            R"("output")");
}

}  // namespace
}  // namespace modus::app
