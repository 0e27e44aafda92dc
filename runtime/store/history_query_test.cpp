// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_query.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "runtime/base/ids.h"
#include "runtime/store/history_file.h"
#include "runtime/store/inference_history.h"

namespace modus::store {
namespace {

using std::chrono::system_clock;
using namespace std::chrono_literals;

class HistoryQueryTest : public ::testing::Test {
 protected:
  HistoryQueryTest() {
    std::string pattern = "/tmp/modus-query-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~HistoryQueryTest() override { std::filesystem::remove_all(folder_); }

  // An execution that asked so many times, in a batch of its own.
  std::string keep(int asked, system_clock::duration clock = {}) {
    const std::string id = make_xid();
    for (int i = 1; i <= asked; ++i) add({.execution_id = id, .sequence = i});
    add_execution(id, clock);
    return id;
  }

  void add(const Inference& inference) { waiting_.push_back(encode(inference)); }

  void add_execution(const std::string& id, system_clock::duration clock = {}) {
    waiting_.push_back(encode(Execution{.id = id, .function = "f"}));
    write(clock);
  }

  // As a server does whose clock is so far off.
  void write(system_clock::duration clock = {}) {
    InferenceHistory history(
        {.file = file_path(), .now = [clock] { return system_clock::now() + clock; }}, log_);
    for (std::string& record : waiting_) history.append(std::move(record));
    waiting_.clear();
  }

  std::filesystem::path file_path() const { return folder_ / "modus.db"; }

  Connection open() const { return *open_history(file_path()); }

  std::vector<std::string> waiting_;
  std::filesystem::path folder_;
  Log log_{{.threshold = LogLevel::kNone}};
};

TEST_F(HistoryQueryTest, FindsAnExecutionAmongOthers) {
  keep(2);
  const std::string id = keep(3);
  keep(4);
  auto file = open();
  const auto found = find_execution(file, id);
  ASSERT_TRUE(found && found->execution);
  EXPECT_EQ(found->execution->id, id);
  ASSERT_EQ(found->inferences.size(), 3u);
  EXPECT_EQ(found->inferences[0].sequence, 1);
  EXPECT_EQ(found->inferences[0].gid, 3);
  EXPECT_EQ(find_inference(file, id)->gid, 5) << "its last";
  EXPECT_EQ(find_inference(file, "6")->sequence, 1);
}

TEST_F(HistoryQueryTest, FindsAnExecutionThatHasNotEnded) {
  const std::string id = make_xid();
  add({.execution_id = id, .sequence = 1});
  write();
  auto file = open();
  EXPECT_FALSE(find_execution(file, id)->execution);
  EXPECT_EQ(find_execution(file, id)->inferences.size(), 1u);
  EXPECT_EQ(find_inference(file, id)->gid, 1);
}

TEST_F(HistoryQueryTest, FindsAnExecutionThatWasWrittenBeforeItBegan) {
  const std::string id = keep(2, -1h);  // the clock was set back meanwhile
  auto file = open();
  const auto found = find_execution(file, id);
  ASSERT_TRUE(found && found->execution);
  EXPECT_EQ(found->inferences.size(), 2u);
}

TEST_F(HistoryQueryTest, FindsWhatAnExecutionLedTo) {
  const std::string root = make_xid();
  const std::string callee = make_xid();
  add({.execution_id = callee, .root_execution_id = root, .sequence = 1});
  add_execution(root);
  auto file = open();
  EXPECT_TRUE(find_execution(file, root)->inferences.empty()) << "none of its own";
  EXPECT_EQ(find_inference(file, root)->execution_id, callee);
  EXPECT_EQ(find_inference(file, callee)->root_execution_id, root);
  EXPECT_FALSE(find_inference(file, make_xid()));
}

TEST_F(HistoryQueryTest, ListsTheCallsOfATrace) {
  add({.trace_id = "0af7651916cd43dd8448eb211c80319c"});
  add({.trace_id = "1af7651916cd43dd8448eb211c80319c"});
  add({});
  write();
  auto file = open();
  const auto count = [&](std::string trace) {
    int found = 0;
    EXPECT_TRUE(
        for_each_inference(file, {.trace = std::move(trace)}, [&](const Inference&) { ++found; }));
    return found;
  };
  EXPECT_EQ(count(""), 3);
  EXPECT_EQ(count("0af7"), 1);
  EXPECT_EQ(count("2"), 0);
}

}  // namespace
}  // namespace modus::store
