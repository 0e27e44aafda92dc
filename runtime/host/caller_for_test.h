// SPDX-License-Identifier: Apache-2.0
// For tests of host functions: who calls, and what the journal says of it.
#pragma once

#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/functions/call.h"
#include "runtime/host/journal.h"

namespace modus::host {

/// Records of it can be told by its execution's id, "execution".
class TestCaller : public functions::Caller {
 public:
  explicit TestCaller(Loop& loop) : loop_(loop) {}

  Loop& loop() const override { return loop_; }
  const functions::CallContext& context() const override { return context_; }
  std::string_view execution_id() const override { return "execution"; }
  std::string_view function() const override { return "sayHello"; }
  const guest::ModuleInfo& module() const override { return module_; }
  // It belongs to no app.
  const guest::Convention& convention() const override { std::abort(); }
  Result<std::unique_ptr<functions::ChildCall>> call(
      functions::ChildRequest, std::move_only_function<void(functions::CallOutcome)>) override {
    return fail(ErrorCode::kNotFound, "there are no functions");
  }
  void add_message(functions::Message message) override { messages.push_back(std::move(message)); }
  std::uint64_t next_sequence() override { return ++sequence_; }
  functions::CallState& state() override { return state_; }

  void set_deadline(Deadline deadline) { context_.deadline = deadline; }
  void set_trace(observe::Tracer* tracer, observe::TraceContext trace) {
    context_.telemetry.tracer = tracer;
    context_.trace = std::move(trace);
  }
  std::vector<functions::Message> messages;

 private:
  Loop& loop_;
  functions::CallContext context_;
  guest::ModuleInfo module_{.plugin = "app", .build_id = "b1"};
  std::uint64_t sequence_ = 0;
  functions::CallState state_;
};

/// Keeps all records.
class Records final : public JournalReader {
 public:
  explicit Records(std::vector<std::shared_ptr<const JournalRecord>>& records)
      : records_(records) {}
  bool wants(std::string_view) const override { return true; }
  void read(const std::shared_ptr<const JournalRecord>& record) override {
    records_.push_back(record);
  }

 private:
  std::vector<std::shared_ptr<const JournalRecord>>& records_;
};

inline std::vector<std::unique_ptr<JournalReader>> reader_of(
    std::vector<std::shared_ptr<const JournalRecord>>& records) {
  std::vector<std::unique_ptr<JournalReader>> readers;
  readers.push_back(std::make_unique<Records>(records));
  return readers;
}

}  // namespace modus::host
