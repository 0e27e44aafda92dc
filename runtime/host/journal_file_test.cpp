// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/journal_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

#include "runtime/app/read_file.h"
#include "runtime/app/temporary_folder_for_test.h"
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

JournalRecord record(std::string_view execution) {
  static const observe::TraceContext kNoTrace;
  static const guest::ModuleInfo kModule;
  return {.execution_id = execution,
          .trace = kNoTrace,
          .sequence = 1,
          .module = kModule,
          .call = "test.call",
          .result = types::Value::null()};
}

// Lines that are JSON, and lines that are not.
std::pair<int, int> lines_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::pair<int, int> found;
  for (std::string line; std::getline(file, line);)
    ++(json::parse(line) ? found.first : found.second);
  return found;
}

TEST(JournalFile, GoesOnBehindAFullDisk) {
  app::TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  const auto log_path = folder.write("log", "");
  const int log_file = ::open(log_path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const auto logged = [&] { return app::read_file(log_path, 1 << 20).value(); };
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tight{.rlim_cur = 300, .rlim_max = before.rlim_max};
  {
    Log log({.descriptor = log_file});
    auto file = JournalFile::open(path, log).value();
    ::setrlimit(RLIMIT_FSIZE, &tight);
    while (!logged().contains("Cannot write the journal")) {
      file->read(record("lost"));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (int i = 0; i < 20; ++i) file->read(record("lost"));
    ::setrlimit(RLIMIT_FSIZE, &before);
    file->read(record("kept"));
  }
  ::close(log_file);
  const std::string said = logged();
  EXPECT_EQ(said.find("Cannot write"), said.rfind("Cannot write")) << "once";
  EXPECT_TRUE(said.contains("written again")) << said;
  EXPECT_TRUE(said.contains(path.string()));
  EXPECT_EQ(lines_in(path).second, 1) << "half a line, by itself";
  EXPECT_TRUE(app::read_file(path, 1 << 20)->contains("kept"));
}

TEST(JournalFile, GoesOnBehindACrash) {
  app::TemporaryFolder folder;
  const auto path = folder.write("journal", "{\"v\":1}\n{\"v\":1,\"exec");
  Log log({.threshold = LogLevel::kNone});
  JournalFile::open(path, log).value()->read(record("next"));
  EXPECT_EQ(lines_in(path), (std::pair{2, 1}));
}

TEST(JournalFile, SaysWhichFileCannotBeOpened) {
  Log log({});
  const auto file = JournalFile::open("/nowhere/journal", log);
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().message().find("/nowhere/journal"), std::string::npos);
}

}  // namespace
}  // namespace modus::host
