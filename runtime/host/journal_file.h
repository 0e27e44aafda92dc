// SPDX-License-Identifier: Apache-2.0
// The journal as a file of JSON lines (docs/journal.md).
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "runtime/base/result.h"
#include "runtime/host/journal.h"
#include "runtime/observe/log.h"

namespace modus::host {

/// Appends every record. A thread of its own does the writing, so no loop waits for a disk; when
/// more than kMaxPending bytes wait, or the file cannot be written, records are dropped, which the
/// log says. The destructor writes what is left.
class JournalFile final : public JournalReader {
 public:
  static constexpr std::size_t kMaxPending = 64u << 20;

  /// Fails with kUnavailable when the file cannot be opened for appending.
  static Result<std::unique_ptr<JournalFile>> open(const std::filesystem::path& path, Log& log);
  ~JournalFile() override;

  bool wants(std::string_view) const override { return true; }
  void read(const JournalRecord& record) override;

 private:
  JournalFile(std::filesystem::path path, int descriptor, Log& log);
  void write_all();
  void write(std::string_view lines);
  void note_trouble(std::string_view why);

  const std::filesystem::path path_;
  const int descriptor_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string pending_;
  bool dropping_ = false;
  bool stopping_ = false;

  // Only the writer's.
  bool is_within_line_;
  bool is_failing_ = false;

  std::thread writer_;
};

}  // namespace modus::host
