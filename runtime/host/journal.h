// SPDX-License-Identifier: Apache-2.0
// The journal: one record for every host call, the only door through which anything
// nondeterministic enters a guest. Inference history, recorded tests and replay are readers of it.
// Its format is written down in docs/journal.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/error.h"
#include "runtime/guest/convention.h"
#include "runtime/json/writer.h"
#include "runtime/observe/trace_context.h"
#include "runtime/types/value.h"

namespace modus::host {

/// One host call, ended. It refers to what is there while the call ends: readers copy, or write
/// down, what they keep. Arguments and result never hold a secret: the host adds secrets after the
/// guest has called.
struct JournalRecord {
  std::string_view execution_id = {};
  std::string_view root = {};  // the execution whose host calls led to that one; empty: none
  const observe::TraceContext& trace;  // of the host call; not valid when it belongs to no trace
  std::uint64_t sequence = 0;          // from 1 within the execution
  std::string_view function = {};      // of the guest
  const guest::ModuleInfo& module;
  std::string_view call = {};  // "modus_models.invokeModel"
  std::span<const types::Value> arguments = {};
  types::Value result = {};      // when there is no error
  const Error* error = nullptr;  // null: there is none
  std::chrono::system_clock::time_point started_at = {};
  std::chrono::nanoseconds duration{};
  /// What the host knows besides, such as the model's hash.
  std::span<const std::pair<std::string, std::string>> attributes = {};

  /// Nothing when there is no attribute of that name, or it is no number.
  std::optional<std::string_view> find(std::string_view attribute) const;
  std::optional<std::int64_t> find_number(std::string_view attribute) const;
};

/// Called on the loops' threads, several at once; must not block and must not throw.
class JournalReader {
 public:
  virtual ~JournalReader() = default;
  virtual bool wants(std::string_view call) const = 0;
  virtual void read(const JournalRecord& record) = 0;
};

/// Hands records to its readers. The readers are fixed before the first call; then it is
/// thread-safe.
class Journal {
 public:
  explicit Journal(std::vector<std::unique_ptr<JournalReader>> readers)
      : readers_(std::move(readers)) {}

  /// Whether anybody reads records of that call; if not, none need be made.
  bool wants(std::string_view call) const;
  void append(const JournalRecord& record) const;

 private:
  std::vector<std::unique_ptr<JournalReader>> readers_;
};

/// An error as {"code", "message"}.
void write_error(json::Writer& writer, const Error& error);

/// The record as one line of the journal format, without the line's end.
std::string to_json(const JournalRecord& record);

}  // namespace modus::host
