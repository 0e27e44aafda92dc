// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/history_schema.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "runtime/store/history_file.h"
#include "runtime/store/history_query.h"
#include "runtime/store/inference_history.h"
#include "runtime/store/migration.h"

namespace modus::store {
namespace {

namespace fs = std::filesystem;

class HistorySchemaTest : public ::testing::Test {
 protected:
  HistorySchemaTest() {
    std::string pattern = "/tmp/modus-schema-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~HistorySchemaTest() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "modus.db"; }

  // As the version before left it.
  void write_first_version() const {
    auto connection = Connection::open(file());
    ASSERT_TRUE(connection);
    const auto scripts = history_migrations();
    ASSERT_TRUE(migrate(*connection, std::span(scripts).first(1)));
    ASSERT_TRUE(connection->execute(
        "INSERT INTO inferences VALUES (7, '0193', 'hash', 'llm', '{\"a\":1}', NULL, 'refused', "
        "'2026-11-20T10:00:00.250Z', 42, 'say', 3, NULL, 'p', 'app', '1', 'as', '2', 'b', 't', "
        "'r', "
        "'c')"));
    ASSERT_TRUE(connection->execute(
        "INSERT INTO inferences VALUES (9, '0194', 'hash', 'llm', '{}', '\"yes\"', NULL, "
        "'long ago', 1, 'say', NULL, 5, '', '', '', '', '', '', '', '', '')"));
  }

  // What the version that had a row for each record wrote.
  void write_second_version() const {
    auto connection = Connection::open(file());
    ASSERT_TRUE(connection);
    const auto steps = history_migrations();
    ASSERT_TRUE(migrate(*connection, std::span(steps).first(2)));
    for (const int gid : {3, 4, 6}) {
      ASSERT_TRUE(connection->execute(fmt::format(
          "INSERT INTO inferences (gid, bytes, id, execution_id, sequence, started_us, "
          "duration_us, "
          "first_token_us, attempts, cached, streamed, tokens_in, cost_micros, model_name, "
          "model_hash, provider, function, plugin_id, plugin_name, plugin_version, "
          "plugin_language, plugin_sdk_version, plugin_build_id, plugin_build_time, "
          "plugin_git_repo, plugin_git_commit, answer, input, output) VALUES ({0}, 9, 'id-{0}', "
          "'e{0}', 2, {0}000000, 5, NULL, 3, 0, 1, 7, -1, 'llm', 'h', 'openai', 'say', '', 'app', "
          "'', '', '', '', '', '', '', 'hi', '{{}}', '\"hi\"')",
          gid)));
    }
    ASSERT_TRUE(connection->execute(
        "INSERT INTO executions VALUES (4, 9, 'e4', 4000000, 5, 'say', 'b', 'UTC', '', '', '', "
        "'', '{}', '\"r\"', '[]')"));
  }

  void expect_both(Connection& connection) const {
    const auto first = find_inference(connection, "7");
    ASSERT_TRUE(first) << first.error().describe();
    json::Writer writer;
    write_json(writer, *first);
    EXPECT_EQ(writer.take(),
              R"({"gid":7,"id":"0193","model_hash":"hash","model_name":"llm","input":{"a":1},)"
              R"("output":null,"error":"refused","started_at":"2026-11-20T10:00:00.250Z",)"
              R"("duration_ms":42,"function":"say","tokens_in":3,"plugin":{"id":"p","name":"app",)"
              R"("version":"1","language":"as","sdk_version":"2","build_id":"b","build_time":"t",)"
              R"("git_repo":"r","git_commit":"c"},"call":"modus_models.invokeModel",)"
              R"("duration_us":42000,"attempts":1})");
    const auto second = find_inference(connection, "9");
    ASSERT_TRUE(second) << second.error().describe();
    EXPECT_EQ(second->output, "\"yes\"");
    EXPECT_EQ(second->tokens_out, 5);
  }

  fs::path folder_;
  Log log_{{.threshold = LogLevel::kNone}};
};

TEST_F(HistorySchemaTest, RecordsOfTheFirstVersionStay) {
  write_first_version();
  {
    InferenceHistory history({.file = file(), .bounds = {.max_age = std::chrono::days(100'000)}},
                             log_);
    history.append(encode(Inference{.id = "0195"}));
  }
  auto connection = Connection::open_for_reading(file());
  ASSERT_TRUE(connection);
  EXPECT_EQ(*format_version(*connection), 3);
  expect_both(*connection);
  EXPECT_EQ(find_inference(*connection, "0195")->gid, 10);
}

TEST_F(HistorySchemaTest, RecordsOfTheSecondVersionStay) {
  write_second_version();
  auto connection = open_history(file());
  ASSERT_TRUE(connection) << connection.error().describe();
  const auto inference = find_inference(*connection, "4");
  ASSERT_TRUE(inference) << inference.error().describe();
  EXPECT_EQ(inference->id + inference->execution_id, "id-4e4");
  EXPECT_EQ(inference->started_at, std::chrono::system_clock::time_point(std::chrono::seconds(4)));
  EXPECT_EQ(inference->first_token_us, std::nullopt);
  EXPECT_EQ(inference->tokens_in, 7);
  EXPECT_EQ(inference->cost_micros, -1);
  EXPECT_EQ(inference->streamed, 1);
  EXPECT_EQ(inference->answer + inference->provider + inference->function, "hiopenaisay");
  EXPECT_EQ(find_inference(*connection, "6")->id, "id-6");
  EXPECT_FALSE(find_inference(*connection, "5"));
  const auto found = find_execution(*connection, "e4");
  ASSERT_TRUE(found && found->execution);
  EXPECT_EQ(found->execution->result, "\"r\"");
  EXPECT_EQ(found->execution->time_zone, "UTC");
  EXPECT_FALSE(find_execution(*connection, "e3")->execution);
}

TEST_F(HistorySchemaTest, ReadingBringsAnOldFileUpToDateInMemoryOnly) {
  write_first_version();
  auto connection = open_history(file());
  ASSERT_TRUE(connection) << connection.error().describe();
  expect_both(*connection);
  auto as_it_is = Connection::open_for_reading(file());
  EXPECT_EQ(*format_version(*as_it_is), 1);
}

TEST_F(HistorySchemaTest, SaysWhyAFileCannotBeRead) {
  EXPECT_TRUE(open_history(file()).error().describe().starts_with("there is no inference history"));
  std::ofstream(file()) << std::string(8192, 'x');
  const auto broken = open_history(file());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code(), ErrorCode::kCorrupt);
  EXPECT_TRUE(broken.error().describe().contains(file().string()));
}

TEST_F(HistorySchemaTest, DoesNotReadAFileOfALaterVersion) {
  write_first_version();
  ASSERT_TRUE(Connection::open(file())->execute("PRAGMA user_version = 99"));
  EXPECT_TRUE(open_history(file()).error().describe().contains("written by a newer version"));
}

}  // namespace
}  // namespace modus::store
