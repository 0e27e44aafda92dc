// SPDX-License-Identifier: Apache-2.0
// One call of a function from start to end: a fresh sandbox, arguments in, result out, and what it
// said meanwhile.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/functions/admission.h"
#include "runtime/functions/function_table.h"
#include "runtime/functions/output.h"
#include "runtime/observe/trace/span.h"

namespace modus::functions {

/// Takes what a function pushes to its stream. Its calls come from the loop, not from within those
/// of others, and it may destroy the Call in them.
class StreamTaker {
 public:
  virtual ~StreamTaker() = default;
  /// The function has pushed a value and waits for Call::take().
  virtual void value_waits() = 0;
};

/// What the caller wants. Everything referred to must live until the call has ended.
struct CallRequest {
  std::size_t function;                     // index into FunctionTable::functions()
  std::span<const types::Value> arguments;  // in declared order; absent ones take their default
  const types::Projection* projection = nullptr;  // of the result, or of each value of a stream
  const CallContext* context;
  /// For a function whose result is a stream; null: the guest keeps what it pushes.
  StreamTaker* taker = nullptr;
  HostCallListener* listener = nullptr;  // null: nobody wants to know
  types::Arena* values = nullptr;        // as in ChildRequest
};

/// What a call may say by logMessage, or a guest could fill the host's memory by a loop.
inline constexpr std::size_t kMaxMessageBytes = 1 << 20;

/// How a call ended. `json`, or `value` if that was asked for, holds the result when there is no
/// `error`.
struct CallOutcome {
  std::string execution_id;
  std::string json;
  types::Value value;  // its names belong to the function's module
  std::optional<Error> error;
  bool refused = false;                    // by the admission: nothing of it ran
  std::vector<guest::ResultIssue> issues;  // parts of the result that could not be shown
  std::vector<Message> messages;           // by logMessage; at most kMaxMessageBytes
  std::vector<Message> output;             // lines of standard output, then of standard error
};

/// A call under way: waiting to be admitted, then running. Its sandbox is gone before `done` is
/// called. Destroying it ends it at once. Belongs to its loop's thread.
///
/// A function whose result is a stream waits in each push until its value is taken: at most one
/// value is ahead of the taker. The time it waits does not count against its deadline.
class Call final : public Caller {
 public:
  using Done = std::move_only_function<void(CallOutcome)>;

  /// `done` is called on the loop's thread, possibly before start() returns; it may destroy the
  /// Call, though not from within start().
  Call(Loop& loop, Admission& admission, std::shared_ptr<const FunctionTable> table,
       CallRequest request, Done done);
  ~Call() override;

  /// Begins its time and its span, which start() does unless somebody has; for who has something to
  /// say of the call before it starts.
  void begin();
  void start();

  /// Whether a value waits to be taken. The function goes on only when it was.
  bool has_value() const { return pushed_.has_value(); }
  /// The value that waits, with what the function said since the one before, as if the call had
  /// ended with it. The function then works on the next, with the context's deadline as it is now.
  CallOutcome take();

  Loop& loop() const override { return loop_; }
  const CallContext& context() const override { return *request_.context; }
  std::string_view execution_id() const override { return outcome_.execution_id; }
  std::string_view function() const override { return table_->name_of(request_.function); }
  const guest::ModuleInfo& module() const override { return table_->convention().info(); }
  const observe::TraceContext& trace() const override { return span_.context(); }
  const guest::Convention& convention() const override { return table_->convention(); }
  Result<std::unique_ptr<ChildCall>> call(ChildRequest request, Done done) override;
  bool add_message(Message message) override;
  void add_output(const Message& line) override { stdout_.add(line); }
  std::uint64_t next_sequence() override { return ++sequence_; }
  CallState& state() override { return state_; }

  /// For the bridge between guest and host: at most one host call is under way, since the guest
  /// waits for it.
  void host_call_started(std::shared_ptr<HostRequest> request) {
    host_request_ = std::move(request);
  }
  void host_call_ended(const Result<types::Value>& answer);
  /// For the same: the guest calls the import guest::kPushToStream.
  void push(sandbox::HostCall host_call);

 private:
  const types::Signature& signature() const { return table_->functions()[request_.function]; }
  void refuse(Error error);
  void admitted(Admission::Slot slot);
  void started(Result<void> outcome);
  void returned(Result<sandbox::WasmValues> results);
  Result<void> lift_result(std::span<const sandbox::WasmValue> results);
  void end(std::optional<Error> error);
  void announce_value();
  void take_output();
  void measure();
  void cancel_host_call();
  void release_sandbox();

  Loop& loop_;
  Admission& admission_;
  std::shared_ptr<const FunctionTable> table_;
  CallRequest request_;
  Done done_;
  CallOutcome outcome_;
  observe::Span span_;
  std::chrono::steady_clock::time_point started_;  // zero: nothing to be measured
  OutputLines stdout_;
  OutputLines stderr_;
  std::size_t message_bytes_ = 0;
  std::uint64_t sequence_ = 0;
  CallState state_;
  std::shared_ptr<HostRequest> host_request_;
  std::unique_ptr<Admission::Ticket> ticket_;
  Admission::Slot slot_;                     // held until the sandbox is gone
  std::optional<sandbox::HostCall> pushed_;  // not finished before its value is taken
  std::shared_ptr<Call*> self_;              // for tasks on their way; made when first needed
  std::unique_ptr<sandbox::Instance> instance_;
  sandbox::WasmValues arguments_;  // as the function got them
};

}  // namespace modus::functions
