// SPDX-License-Identifier: Apache-2.0
// The host as functions see it: named services that take and give neutral values.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/loop.h"
#include "runtime/base/result.h"
#include "runtime/functions/call_context.h"
#include "runtime/functions/call_state.h"
#include "runtime/guest/convention.h"
#include "runtime/types/value.h"

namespace modus::functions {

struct CallOutcome;
struct ModuleImport;
class FunctionTable;

/// A call that another one makes through its host and waits for. Destroying it ends it.
class ChildCall {
 public:
  virtual ~ChildCall() = default;
};

/// What is to be called. Everything referred to must live until the call has ended.
struct ChildRequest {
  std::size_t function;                     // index into Convention::exports()
  std::span<const types::Value> arguments;  // in declared order; absent ones take their default
  const CallContext* context;
  /// The function is one of another module, whose host calls are heard as the caller's own. Null:
  /// it is one of the caller's.
  std::shared_ptr<const FunctionTable> module = nullptr;
  /// Where the result is to be put as a value; then the arguments are values of a guest, too. Null:
  /// arguments are as clients give them, and the result is JSON.
  types::Arena* values = nullptr;
};

/// The call a host function serves. Belongs to its loop's thread.
class Caller {
 public:
  virtual ~Caller() = default;
  virtual Loop& loop() const = 0;
  virtual const CallContext& context() const = 0;
  virtual std::string_view execution_id() const = 0;
  /// The execution that the client asked for: this one, or that whose host calls led to it.
  std::string_view root() const {
    return context().root.empty() ? execution_id() : std::string_view(context().root);
  }
  /// As FunctionTable::name_of() has it.
  virtual std::string_view function() const = 0;
  virtual const guest::ModuleInfo& module() const = 0;
  /// The span that its host calls stand beneath.
  virtual const observe::TraceContext& trace() const { return context().trace; }
  /// The functions and types of its app version.
  virtual const guest::Convention& convention() const = 0;

  /// Calls another function of that version, in a sandbox of its own. `done` is called on the loop,
  /// never from within call(), and may destroy the child. Fails with kResourceExhausted when calls
  /// within calls are as deep as they may be.
  virtual Result<std::unique_ptr<ChildCall>> call(
      ChildRequest request, std::move_only_function<void(CallOutcome)> done) = 0;

  /// Whether it was kept: not what comes after kMaxMessageBytes, in whose place stands one message
  /// that says so.
  virtual bool add_message(Message message) = 0;
  /// A line of standard output that one wrote whom it called.
  virtual void add_output(const Message& line) = 0;
  /// Numbers the host calls of this execution from 1.
  virtual std::uint64_t next_sequence() = 0;
  virtual CallState& state() = 0;
};

/// One host call. Kept alive by whoever works on it; `caller` is valid until `done` was called or
/// cancelled() is true.
struct HostRequest {
  Caller* caller;
  std::string_view name;  // "modus_models.invokeModel"
  /// What is called when that is another module's function; otherwise null.
  const ModuleImport* module_import = nullptr;
  std::vector<types::Value> arguments;
  types::Arena arena;          // holds the arguments; results may be put there too
  std::uint64_t sequence = 0;  // its number within the execution; set by whoever counts them
  std::uint64_t within = 0;    // the number of the host call that it is a part of; 0: the guest's
  /// The call's own span, which what it does elsewhere stands beneath: made by the gate, below the
  /// one that is set when the call is a part of another.
  observe::TraceContext trace = {};
  /// What the host function learns while it works, for the journal.
  std::vector<std::pair<std::string, std::string>> attributes;

  /// Answers; once, on the caller's loop. An error shows to the guest as a null result; that of
  /// another module's function as its convention tells it.
  std::move_only_function<void(Result<types::Value>)> done;
  /// Set by the host function when it goes on after returning: ends the work when the call ends
  /// first.
  Task cancel;
};

/// Hears how each host call of one execution ended, in order. Belongs to the call's loop.
class HostCallListener {
 public:
  virtual ~HostCallListener() = default;
  virtual void ended(const HostRequest& request, const Result<types::Value>& answer) = 0;
};

class Host {
 public:
  virtual ~Host() = default;
  virtual bool provides(std::string_view name) const = 0;
  /// Starts the call; never blocks the thread.
  virtual void call(std::shared_ptr<HostRequest> request) = 0;
};

}  // namespace modus::functions
