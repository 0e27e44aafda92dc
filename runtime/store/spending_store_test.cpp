// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/spending_store.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace modus::store {
namespace {

namespace fs = std::filesystem;

class SpendingStoreTest : public ::testing::Test {
 protected:
  SpendingStoreTest() {
    std::string pattern = "/tmp/modus-spending-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~SpendingStoreTest() override { fs::remove_all(folder_); }

  static Spent sample(std::int64_t calls, std::string period = "perDay") {
    return {.budget = "llm",
            .period = std::move(period),
            .window = 20'000,
            .calls = calls,
            .tokens = 300,
            .nanodollars = 4'000'000'000'000,
            .busy_ms = 17};
  }

  Log log_{{.threshold = LogLevel::kNone}};
  fs::path folder_;
};

TEST_F(SpendingStoreTest, KeepsTheLatestOverRestarts) {
  {
    SpendingStore store(folder_ / "budgets.db", log_);
    EXPECT_TRUE(store.load().empty());
    for (int i = 1; i <= 1000; ++i) store.keep(sample(i));
    store.keep(sample(5, "perHour"));
  }
  SpendingStore store(folder_ / "budgets.db", log_);
  EXPECT_EQ(store.load(), (std::vector<Spent>{sample(1000), sample(5, "perHour")}));
  store.keep(sample(1001));
  EXPECT_EQ(store.load().front(), sample(1001));
}

TEST_F(SpendingStoreTest, GoesOnWithoutItsFile) {
  std::ofstream(folder_ / "file") << "in the way";
  SpendingStore store(folder_ / "file" / "budgets.db", log_);
  EXPECT_TRUE(store.load().empty());
  store.keep(sample(1));
  EXPECT_TRUE(store.load().empty());
}

}  // namespace
}  // namespace modus::store
