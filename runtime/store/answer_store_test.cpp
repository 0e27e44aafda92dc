// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/answer_store.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <future>

namespace modus::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kNow = AnswerStore::Time(1'000'000s);
constexpr std::uint64_t kPlenty = 1u << 20;

class AnswerStoreTest : public ::testing::Test {
 protected:
  AnswerStoreTest() {
    std::string pattern = "/tmp/modus-answers-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~AnswerStoreTest() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "data" / "answers.db"; }

  static StoredAnswer sample(std::string key, std::string answer = "yes",
                             std::string model = "chat") {
    return {std::move(model), std::move(key), std::move(answer), kNow + 10s};
  }

  static std::string found(AnswerStore& store, std::string key, AnswerStore::Time now = kNow,
                           std::string model = "chat") {
    std::promise<std::string> promise;
    store.find(std::move(model), std::move(key), now,
               [&](auto answer) { promise.set_value(answer ? answer->answer : "nothing"); });
    return promise.get_future().get();
  }

  Log log_{{.threshold = LogLevel::kNone}};
  fs::path folder_;
};

TEST_F(AnswerStoreTest, KeepsAnswersOverARestart) {
  {
    AnswerStore store(file(), log_);
    store.keep(sample("k", std::string("a\0b", 3)), kPlenty, kNow);
  }
  AnswerStore store(file(), log_);
  EXPECT_EQ(found(store, "k"), std::string("a\0b", 3));
  EXPECT_EQ(found(store, "other"), "nothing");
  EXPECT_EQ(found(store, "k", kNow, "other"), "nothing");
}

TEST_F(AnswerStoreTest, AnAnswerHoldsUntilItsTime) {
  AnswerStore store(file(), log_);
  store.keep(sample("k"), kPlenty, kNow);
  EXPECT_EQ(found(store, "k", kNow + 9'999ms), "yes");
  EXPECT_EQ(found(store, "k", kNow + 10s), "nothing");
}

TEST_F(AnswerStoreTest, ANewAnswerReplacesTheOldOne) {
  AnswerStore store(file(), log_);
  store.keep(sample("k", "old"), kPlenty, kNow);
  store.keep(sample("k", "new"), kPlenty, kNow);
  EXPECT_EQ(found(store, "k"), "new");
}

TEST_F(AnswerStoreTest, DropsTheOldestBeyondAModelsBound) {
  AnswerStore store(file(), log_);
  store.keep(sample("other", "12345", "other"), kPlenty, kNow);
  for (const char* key : {"a", "b", "c"}) store.keep(sample(key, "12345"), 10, kNow);
  EXPECT_EQ(found(store, "a"), "nothing");
  EXPECT_EQ(found(store, "b"), "12345");
  EXPECT_EQ(found(store, "c"), "12345");
  EXPECT_EQ(found(store, "other", kNow, "other"), "12345");
}

TEST_F(AnswerStoreTest, ExpiredAnswersLeaveTheFile) {
  AnswerStore store(file(), log_);
  store.keep(sample("k"), kPlenty, kNow);
  store.keep({"chat", "later", "yes", kNow + 1h}, kPlenty, kNow + 1min);
  store.flush();
  auto other = Connection::open(file());
  auto rows = other->prepare("SELECT count(*) FROM answers");
  ASSERT_TRUE(*rows->step());
  EXPECT_EQ(rows->number(0), 1);
}

TEST_F(AnswerStoreTest, FindsNothingWithoutAFolderToWriteTo) {
  std::ofstream(folder_ / "data") << "in the way";
  AnswerStore store(file(), log_);
  store.keep(sample("k"), kPlenty, kNow);
  EXPECT_EQ(found(store, "k"), "nothing");
}

}  // namespace
}  // namespace modus::store
