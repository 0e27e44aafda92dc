// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/inference_history.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <optional>
#include <set>
#include <thread>

#include "runtime/json/json.h"
#include "runtime/store/history_file.h"
#include "runtime/store/history_query.h"

namespace modus::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::chrono::system_clock::time_point kStart(1500ms);
constexpr auto kSoon = [] { return kStart + 1min; };

class InferenceHistoryTest : public ::testing::Test {
 protected:
  InferenceHistoryTest() {
    std::string pattern = "/tmp/modus-store-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    log_file_ = folder_ / "log";
    descriptor_ = ::open(log_file_.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
    log_.emplace(LogOptions{.format = LogFormat::kJson, .descriptor = descriptor_});
  }
  ~InferenceHistoryTest() override {
    ::close(descriptor_);
    fs::remove_all(folder_);
  }

  fs::path file() const { return folder_ / ".modusdb" / "modus.db"; }

  static Result<std::string> newest(InferenceHistory& history, std::int64_t count) {
    std::promise<Result<std::string>> promise;
    history.newest(count, [&](auto result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
  }

  static json::Array records(InferenceHistory& history, std::int64_t count = 100) {
    const auto text = newest(history, count);
    if (!text) {
      ADD_FAILURE() << text.error().describe();
      return {};
    }
    return json::parse(*text)->get_array();
  }

  std::string logged() const {
    std::ifstream file(log_file_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  static std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
  }

  fs::path folder_;
  fs::path log_file_;
  int descriptor_ = -1;
  std::optional<Log> log_;
};

void keep(InferenceHistory& history, const Inference& record) { history.append(encode(record)); }

Inference sample() {
  return {.id = "0193",
          .model_hash = "abc",
          .model_name = "chat",
          .input = R"({"messages":[]})",
          .output = R"({"usage":{"prompt_tokens":3,"completion_tokens":5}})",
          .started_at = kStart,
          .duration = std::chrono::microseconds(42'500),
          .tokens_in = 3,
          .tokens_out = 5,
          .function = "say",
          .plugin = {.id = "p", .name = "app", .build_id = "b1"}};
}

TEST_F(InferenceHistoryTest, IsEmptyAtFirst) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  EXPECT_EQ(*newest(history, 10), "[]");
}

TEST_F(InferenceHistoryTest, GivesBackWhatItWasGiven) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  keep(history, sample());
  EXPECT_EQ(
      *newest(history, 10),
      R"([{"gid":1,"id":"0193","model_hash":"abc","model_name":"chat","input":{"messages":[]},)"
      R"("output":{"usage":{"prompt_tokens":3,"completion_tokens":5}},)"
      R"("started_at":"1970-01-01T00:00:01.500Z","duration_ms":42,"function":"say",)"
      R"("tokens_in":3,"tokens_out":5,"plugin":{"id":"p","name":"app","build_id":"b1"},)"
      R"("duration_us":42500,"attempts":1}])");
}

TEST_F(InferenceHistoryTest, IsItsOwnersAlone) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  keep(history, sample());
  history.flush();
  for (const auto& entry : fs::directory_iterator(file().parent_path())) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
  }
}

TEST_F(InferenceHistoryTest, KeepsRecordsOverARestart) {
  {
    InferenceHistory history({.file = file(), .now = kSoon}, *log_);
    keep(history, sample());
  }
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  EXPECT_EQ(records(history).size(), 1u);
}

TEST_F(InferenceHistoryTest, KeepsTextThatIsNotJsonAsAString) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  auto record = sample();
  record.id = "";
  record.input = std::string("not \"JSON\"\0 \xff", 12);
  record.output = "";
  record.error = "refused";
  keep(history, record);
  const auto all = records(history);
  ASSERT_EQ(all.size(), 1u);
  const json::Object& kept = all[0].get_object();
  EXPECT_TRUE(json::find_string(kept, "input")->starts_with("not \"JSON\""));
  EXPECT_TRUE(kept.at("output").is_null());
  EXPECT_EQ(json::find_string(kept, "error"), "refused");
  EXPECT_EQ(json::find_string(kept, "id")->size(), 36u);
  EXPECT_FALSE(kept.contains("tokens_cached"));
}

TEST_F(InferenceHistoryTest, KeepsTheNewestOnly) {
  InferenceHistory history({.file = file(), .bounds = {.max_calls = 5}, .now = kSoon}, *log_);
  for (int i = 0; i < 12; ++i) {
    auto record = sample();
    record.id = fmt::format("{}", i);
    keep(history, record);
  }
  const auto all = records(history);
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(json::find_string(all[0].get_object(), "id"), "11");
  EXPECT_EQ(json::find_string(all[4].get_object(), "id"), "7");
  EXPECT_EQ(records(history, 2).size(), 2u);
}

TEST_F(InferenceHistoryTest, TakesRecordsFromManyThreads) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        auto record = sample();
        record.id = "";
        keep(history, std::move(record));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(records(history, 1000).size(), 400u);
}

TEST_F(InferenceHistoryTest, GoesOnWithoutAFolderToWriteTo) {
  // A file where the folder should be stops every user, root too.
  std::ofstream(folder_ / ".modusdb") << "in the way";
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  for (int i = 0; i < 5; ++i) keep(history, sample());
  const auto answer = newest(history, 10);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(count(logged(), "The database does not work"), 1u) << logged();
}

TEST_F(InferenceHistoryTest, GoesOnWithAReadOnlyFolder) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write to read-only folders";
  fs::create_directory(folder_ / ".modusdb");
  fs::permissions(folder_ / ".modusdb", fs::perms::owner_read | fs::perms::owner_exec);
  {
    InferenceHistory history({.file = file(), .now = kSoon}, *log_);
    for (int i = 0; i < 5; ++i) keep(history, sample());
    EXPECT_FALSE(newest(history, 10));
  }
  fs::permissions(folder_ / ".modusdb", fs::perms::owner_all);
  EXPECT_EQ(count(logged(), "The database does not work"), 1u) << logged();
}

TEST_F(InferenceHistoryTest, GoesOnWithACorruptFile) {
  fs::create_directory(folder_ / ".modusdb");
  std::ofstream(file()) << std::string(8192, 'x');
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  keep(history, sample());
  const auto answer = newest(history, 10);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::kCorrupt);
  EXPECT_TRUE(answer.error().describe().contains(file().string()));
}

TEST_F(InferenceHistoryTest, TellsOfAFullDiskOnce) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{.rlim_cur = 400'000, .rlim_max = before.rlim_max};
  auto large = sample();
  large.input = std::string(20'000, 'x');
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  keep(history, sample());
  history.flush();
  ::setrlimit(RLIMIT_FSIZE, &tight);
  for (int i = 0; i < 30; ++i) {
    keep(history, large);
    history.flush();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  log_->flush();
  EXPECT_EQ(count(logged(), "The database does not work"), 1u) << logged();
  EXPECT_EQ(count(logged(), "works again"), 0u) << logged();
  for (int i = 0; i < 3; ++i) {
    keep(history, sample());
    history.flush();
  }
  log_->flush();
  EXPECT_EQ(count(logged(), "works again"), 1u) << logged();
  EXPECT_GE(records(history).size(), 3u);
}

TEST_F(InferenceHistoryTest, BeginsAnewWhenItsFileIsRemoved) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  keep(history, sample());
  EXPECT_EQ(records(history).size(), 1u);
  fs::remove_all(folder_ / ".modusdb");
  keep(history, sample());
  EXPECT_EQ(records(history).size(), 1u);
  EXPECT_TRUE(fs::exists(file()));
  EXPECT_EQ(count(logged(), "was removed"), 1u) << logged();
}

TEST_F(InferenceHistoryTest, TellsWhenItsFileIsReplaced) {
  std::ofstream(folder_ / "other") << "somebody's";
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  keep(history, sample());
  history.flush();
  fs::rename(folder_ / "other", file());
  for (int i = 0; i < 3; ++i) {
    keep(history, sample());
    history.flush();
  }
  EXPECT_EQ(count(logged(), "was replaced while it was in use"), 1u) << logged();
  EXPECT_EQ(fs::file_size(file()), 10u);
}

TEST_F(InferenceHistoryTest, KeepsItsBoundsBesideAnotherProcess) {
  const InferenceHistoryOptions options{.file = file(), .bounds = {.max_calls = 32}, .now = kSoon};
  InferenceHistory one(options, *log_);
  InferenceHistory two(options, *log_);
  for (int i = 0; i < 100; ++i) {
    for (InferenceHistory* each : {&one, &two}) {
      keep(*each, sample());
      each->flush();
    }
  }
  const auto kept = records(one, 1000);
  EXPECT_LE(kept.size(), 32u);
  EXPECT_GE(kept.size(), 30u);
  EXPECT_EQ(kept[0].get_object().at("gid").as_int64(), 200) << "numbers are given once";
}

TEST_F(InferenceHistoryTest, RefusesAFileOfANewerVersion) {
  {
    InferenceHistory history({.file = file(), .now = kSoon}, *log_);
    keep(history, sample());
  }
  ASSERT_TRUE(Connection::open(file())->execute("PRAGMA user_version = 99"));
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  EXPECT_TRUE(newest(history, 1).error().describe().contains("written by a newer version"));
}

TEST_F(InferenceHistoryTest, DropsRecordsRatherThanWait) {
  Database database({.file = file(), .migrations = {}, .max_queue = 2}, *log_);
  std::promise<void> running;
  std::promise<void> go;
  ASSERT_TRUE(database.run([&](const auto&) -> Result<void> {
    running.set_value();
    go.get_future().wait();
    return {};
  }));
  running.get_future().wait();
  const auto nothing = [](const auto&) -> Result<void> { return {}; };
  EXPECT_TRUE(database.run(nothing));
  EXPECT_TRUE(database.run(nothing));
  EXPECT_FALSE(database.run(nothing));
  EXPECT_FALSE(database.run(nothing));
  go.set_value();
  database.flush();
  EXPECT_TRUE(database.run(nothing));
  EXPECT_EQ(count(logged(), "cannot keep up"), 1u);
}

TEST_F(InferenceHistoryTest, DropsRecordsRatherThanHoldTooManyBytes) {
  Database database({.file = file(), .migrations = {}, .max_queue_bytes = 100}, *log_);
  std::promise<void> running;
  std::promise<void> go;
  ASSERT_TRUE(database.run([&](const auto&) -> Result<void> {
    running.set_value();
    go.get_future().wait();
    return {};
  }));
  running.get_future().wait();
  const auto nothing = [](const auto&) -> Result<void> { return {}; };
  EXPECT_TRUE(database.run(nothing, 500));  // the only one queued, whatever its size
  EXPECT_FALSE(database.run(nothing, 1));
  go.set_value();
  database.flush();
  EXPECT_TRUE(database.run(nothing, 60));
}

TEST_F(InferenceHistoryTest, DropsRecordsWhenTooManyWait) {
  InferenceHistory history({.file = file(), .max_queue = 3, .gather = 1h, .now = kSoon}, *log_);
  for (int i = 0; i < 5; ++i) keep(history, sample());
  EXPECT_EQ(records(history).size(), 3u);
  keep(history, sample());
  EXPECT_EQ(records(history).size(), 4u);
  EXPECT_EQ(count(logged(), "The inference history cannot keep up"), 1u) << logged();
}

TEST_F(InferenceHistoryTest, DropsRecordsWhenTooMuchWaits) {
  InferenceHistory history({.file = file(), .max_queue_bytes = 1000, .gather = 1h, .now = kSoon},
                           *log_);
  auto large = sample();
  large.input = std::string(5000, ' ');
  keep(history, large);  // the only one that waits, whatever its size
  keep(history, sample());
  EXPECT_EQ(records(history).size(), 1u);
}

TEST_F(InferenceHistoryTest, WritesManyAtOnceWithoutGathering) {
  InferenceHistory history({.file = file(), .gather = 1h, .now = kSoon}, *log_);
  for (int i = 0; i < 600; ++i) keep(history, sample());
  for (int i = 0; i < 1000 && !fs::exists(file()); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(fs::exists(file()));
}

TEST_F(InferenceHistoryTest, RecordsAreFinishedOnItsOwnThread) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  const auto here = std::this_thread::get_id();
  history.append(encode(sample()), [&](const std::string& record) {
    EXPECT_NE(std::this_thread::get_id(), here);
    auto inference = *decode_inference(parts_of(record));
    inference.input = "\"finished\"";
    return encode(inference);
  });
  EXPECT_EQ(json::to_text(records(history).at(0).at("input")), "\"finished\"");
}

TEST_F(InferenceHistoryTest, AStatementThatFailsLeavesTheOthersAlone) {
  Database database({.file = file(), .migrations = {"CREATE TABLE t (x UNIQUE)"}}, *log_);
  for (const char* value : {"1", "2", "1", "3"}) {
    database.run([value](Result<Connection*> connection) {
      return (*connection)->execute(fmt::format("INSERT INTO t VALUES ({})", value));
    });
  }
  database.flush();
  auto other = Connection::open(file());
  auto rows = other->prepare("SELECT count(*) FROM t");
  ASSERT_TRUE(*rows->step());
  EXPECT_EQ(rows->number(0), 3);
  EXPECT_EQ(count(logged(), "The database does not work"), 1u) << logged();
}

TEST_F(InferenceHistoryTest, FlushedRecordsAreThereForAnotherReader) {
  InferenceHistory history({.file = file(), .now = kSoon}, *log_);
  for (int i = 0; i < 1000; ++i) {
    auto record = sample();
    record.id = "";
    keep(history, record);
  }
  history.flush();
  auto other = open_history(file());
  ASSERT_TRUE(other);
  std::set<std::string> ids;
  std::int64_t gid = 1000;
  EXPECT_TRUE(for_each_inference(*other, {.limit = 2000}, [&](const Inference& inference) {
    EXPECT_EQ(inference.gid, gid--);
    EXPECT_EQ(inference.id.size(), 36u);
    ids.insert(inference.id);
  }));
  EXPECT_EQ(ids.size(), 1000u);
}

TEST_F(InferenceHistoryTest, AMigrationIsDoneByOneProcess) {
  fs::create_directory(folder_ / ".modusdb");
  auto first = Connection::open(file());
  ASSERT_TRUE(first && first->execute("BEGIN IMMEDIATE"));
  auto second = std::async(std::launch::async, [&]() -> Result<void> {
    MODUS_TRY(connection, Connection::open(file()));
    return migrate(connection, std::vector<Migration>{"CREATE TABLE t (x)"});
  });
  std::this_thread::sleep_for(50ms);  // until it waits for the first
  ASSERT_TRUE(first->execute("CREATE TABLE t (x); PRAGMA user_version = 1; COMMIT"));
  const auto done = second.get();
  EXPECT_TRUE(done) << done.error().describe();
}

TEST_F(InferenceHistoryTest, RollsAFailingMigrationBack) {
  const auto version_after = [&](std::vector<Migration> migrations) {
    Database database({.file = file(), .migrations = std::move(migrations)}, *log_);
    std::string outcome;
    database.run([&](Result<Connection*> connection) -> Result<void> {
      if (!connection) {
        outcome = connection.error().describe();
        return {};
      }
      auto read = (*connection)->prepare("PRAGMA user_version");
      static_cast<void>(read->step());
      outcome = fmt::format("{}", read->number(0).value_or(-1));
      return {};
    });
    database.flush();
    return outcome;
  };
  EXPECT_TRUE(version_after({"CREATE TABLE a (x)", "CREATE TABLE b (x); nonsense"})
                  .contains("cannot bring the database"));
  EXPECT_EQ(version_after({"CREATE TABLE a (x)", "CREATE TABLE b (x)"}), "2");
}

}  // namespace
}  // namespace modus::store
