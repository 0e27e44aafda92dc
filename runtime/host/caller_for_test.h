// SPDX-License-Identifier: Apache-2.0
// For tests of host functions: who calls, and what the journal says of it.
#pragma once

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
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
  bool add_message(functions::Message message) override {
    messages.push_back(std::move(message));
    return true;
  }
  void add_output(const functions::Message& line) override { output.push_back(line); }
  std::uint64_t next_sequence() override { return ++sequence_; }
  functions::CallState& state() override { return state_; }

  void set_deadline(Deadline deadline) { context_.deadline = deadline; }
  void set_trace(observe::Tracer* tracer, observe::TraceContext trace) {
    context_.telemetry.tracer = tracer;
    context_.trace = std::move(trace);
  }
  void set_root(std::string execution_id) { context_.root = std::move(execution_id); }
  std::vector<functions::Message> messages;
  std::vector<functions::Message> output;

 private:
  Loop& loop_;
  functions::CallContext context_;
  guest::ModuleInfo module_{.plugin = "app", .build_id = "b1"};
  std::uint64_t sequence_ = 0;
  functions::CallState state_;
};

/// What a test looks at in a record, kept.
struct KeptRecord {
  explicit KeptRecord(const JournalRecord& record)
      : json(to_json(record)),
        trace(record.trace),
        sequence(record.sequence),
        call(record.call),
        attributes(record.attributes.begin(), record.attributes.end()) {
    if (record.error != nullptr) error = *record.error;
  }

  std::string json;
  observe::TraceContext trace;
  std::uint64_t sequence;
  std::string call;
  std::optional<Error> error;
  std::vector<std::pair<std::string, std::string>> attributes;
};

/// Keeps all records.
class Records final : public JournalReader {
 public:
  explicit Records(std::vector<KeptRecord>& records) : records_(records) {}
  bool wants(std::string_view) const override { return true; }
  void read(const JournalRecord& record) override { records_.emplace_back(record); }

 private:
  std::vector<KeptRecord>& records_;
};

inline std::vector<std::unique_ptr<JournalReader>> reader_of(std::vector<KeptRecord>& records) {
  std::vector<std::unique_ptr<JournalReader>> readers;
  readers.push_back(std::make_unique<Records>(records));
  return readers;
}

}  // namespace modus::host
