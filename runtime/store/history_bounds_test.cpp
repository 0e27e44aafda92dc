// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <vector>

#include "runtime/store/history_file.h"
#include "runtime/store/history_query.h"
#include "runtime/store/inference_history.h"

namespace modus::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Time = std::chrono::system_clock::time_point;

constexpr Time kStart(std::chrono::days(20'000));

class HistoryBoundsTest : public ::testing::Test {
 protected:
  HistoryBoundsTest() {
    std::string pattern = "/tmp/modus-history-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~HistoryBoundsTest() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "modus.db"; }

  InferenceHistoryOptions options(HistoryBounds bounds) {
    return {.file = file(), .bounds = bounds, .now = [this] { return now_; }};
  }

  // An inference and the execution that made it, of about so many bytes each.
  void keep(InferenceHistory& history, const std::string& id, std::size_t bytes = 10) {
    history.append(encode(Inference{.id = id,
                                    .execution_id = "of " + id,
                                    .input = "[" + std::string(bytes, ' ') + "]",
                                    .started_at = now_}));
    history.append(
        encode(Execution{.id = "of " + id, .started_at = now_, .calls = std::string(bytes, ' ')}));
  }

  std::vector<std::string> ids() const {
    std::vector<std::string> found;
    auto connection = open_history(file());
    EXPECT_TRUE(for_each_inference(*connection, {.limit = 1000}, [&](const Inference& inference) {
      const auto execution = find_execution(*connection, inference.execution_id);
      EXPECT_TRUE(execution && execution->execution) << inference.id;
      found.push_back(inference.id);
    }));
    return found;
  }

  fs::path folder_;
  Time now_ = kStart;
  Log log_{{.threshold = LogLevel::kNone}};
};

using Ids = std::vector<std::string>;

TEST_F(HistoryBoundsTest, TooOldOnesGo) {
  InferenceHistory history(options({.max_age = std::chrono::days(2)}), log_);
  keep(history, "a");
  history.flush();
  now_ += std::chrono::days(1);
  keep(history, "b");
  history.flush();
  now_ += std::chrono::days(1) + 1s;
  history.set_bounds({.max_age = std::chrono::days(2)});
  history.flush();
  EXPECT_EQ(ids(), Ids({"b"}));
}

TEST_F(HistoryBoundsTest, TheOldestGoWhenAllIsTooMuch) {
  InferenceHistory history(options({.max_bytes = 100'000}), log_);
  for (const char* id : {"a", "b", "c", "d"}) keep(history, id, 20'000);
  history.flush();
  EXPECT_EQ(ids(), Ids({"d", "c"}));  // each has 2 × 20,000 and some
  keep(history, "e", 200'000);
  history.flush();
  EXPECT_EQ(ids(), Ids({}));  // more than there is room for
}

TEST_F(HistoryBoundsTest, WhatWasThereBeforeCounts) {
  {
    InferenceHistory history(options({}), log_);
    for (const char* id : {"a", "b", "c"}) {
      keep(history, id, 20'000);
      history.flush();  // each a batch of its own
    }
  }
  InferenceHistory history(options({.max_bytes = 100'000}), log_);
  keep(history, "d", 20'000);
  history.flush();
  EXPECT_EQ(ids(), Ids({"d", "c"}));
}

TEST_F(HistoryBoundsTest, NoneAreKeptWhenNoneMayBe) {
  InferenceHistory history(options({}), log_);
  history.set_bounds({.max_calls = 0});
  EXPECT_FALSE(fs::exists(file()));
  history.set_bounds({});
  keep(history, "a");
  history.flush();
  history.set_bounds({.max_calls = 0});
  history.flush();
  EXPECT_EQ(ids(), Ids({}));
}

TEST_F(HistoryBoundsTest, AnExecutionComesWithItsInferences) {
  InferenceHistory history(options({}), log_);
  for (const std::int64_t sequence : {1, 3})
    history.append(encode(Inference{.execution_id = "e", .sequence = sequence}));
  history.append(encode(Inference{.execution_id = "other"}));
  history.append(encode(Execution{.id = "e", .function = "f", .time_zone = "UTC"}));
  history.flush();
  auto connection = open_history(file());
  const auto found = find_execution(*connection, "e");
  ASSERT_TRUE(found && found->execution);
  EXPECT_EQ(found->execution->function + found->execution->time_zone, "fUTC");
  ASSERT_EQ(found->inferences.size(), 2u);
  EXPECT_EQ(found->inferences[0].sequence, 1);
  EXPECT_EQ(found->inferences[1].sequence, 3);
  EXPECT_FALSE(find_execution(*connection, "lonely")->execution);
}

TEST_F(HistoryBoundsTest, FindsByNumberIdAndExecution) {
  InferenceHistory history(options({}), log_);
  for (const char* id : {"0193-aa", "0193-ab", "0194-00"}) keep(history, id);
  history.flush();
  auto connection = open_history(file());
  const auto found = [&](std::string_view id) {
    const auto inference = find_inference(*connection, id);
    return inference ? inference->id : inference.error().message();
  };
  EXPECT_EQ(found("2"), "0193-ab");
  EXPECT_EQ(found("0194"), "0194-00");
  EXPECT_EQ(found("0193-aa"), "0193-aa");
  EXPECT_EQ(found("of 0193-ab"), "0193-ab");
  EXPECT_EQ(found("0193"),
            "several model calls have ids that begin with \"0193\"; give more of it");
  EXPECT_EQ(found("9"), "the history holds no model call \"9\"");
  EXPECT_EQ(found("%"), "the history holds no model call \"%\"");
}

TEST_F(HistoryBoundsTest, Filters) {
  now_ = kStart + 2h;
  InferenceHistory history(options({}), log_);
  const auto add = [&](const Inference& inference) { history.append(encode(inference)); };
  add({.id = "a", .model_name = "m", .error = "refused", .started_at = kStart, .function = "f"});
  add({.id = "b", .model_name = "m", .started_at = kStart + 1h, .function = "g"});
  add({.id = "c", .model_name = "n", .started_at = kStart + 2h, .function = "g"});
  history.flush();
  auto connection = open_history(file());
  const auto listed = [&](HistoryFilter filter) {
    std::string ids;
    EXPECT_TRUE(for_each_inference(*connection, filter,
                                   [&](const Inference& inference) { ids += inference.id; }));
    return ids;
  };
  EXPECT_EQ(listed({}), "cba");
  EXPECT_EQ(listed({.model = "m"}), "ba");
  EXPECT_EQ(listed({.model = "m", .function = "g"}), "b");
  EXPECT_EQ(listed({.since = kStart + 1h}), "cb");
  EXPECT_EQ(listed({.only_errors = true}), "a");
  EXPECT_EQ(listed({.limit = 1}), "c");
}

}  // namespace
}  // namespace modus::store
