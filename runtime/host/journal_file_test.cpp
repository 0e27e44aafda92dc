// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/journal_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "runtime/json/json.h"

namespace modus::host {
namespace {

TEST(JournalFile, AppendsALineForEveryRecord) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("modus-journal-{}", ::getpid());
  Log log({});
  {
    auto file = JournalFile::open(path, log).value();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 100; ++i) {
          const auto execution = fmt::format("{}-{}", t, i);
          file->read({.execution_id = execution,
                      .trace = {},
                      .sequence = 1,
                      .module = {},
                      .call = "test.call",
                      .result = types::Value::null()});
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  std::ifstream lines(path);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_TRUE(json::parse(line)) << line;
  EXPECT_EQ(count, 400u);
  std::filesystem::remove(path);
}

TEST(JournalFile, SaysWhichFileCannotBeOpened) {
  Log log({});
  const auto file = JournalFile::open("/nowhere/journal", log);
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().message().find("/nowhere/journal"), std::string::npos);
}

}  // namespace
}  // namespace modus::host
