// SPDX-License-Identifier: Apache-2.0
// The call of a function that answers a root field: logged, and kept in the history.
#pragma once

#include <chrono>
#include <memory>

#include <boost/container/small_vector.hpp>

#include "runtime/functions/call.h"
#include "runtime/graphql/engine.h"
#include "runtime/observe/log.h"
#include "runtime/serve/app_version.h"

namespace modus::serve {

/// What the calls of one request share.
struct CallScope {
  Loop& loop;
  functions::Admission& admission;
  std::shared_ptr<const AppVersion> version;
  Log& log;
  LogLevel call_level;  // of lines about calls that go well
};

/// A call with what it needs, whose start and end are logged. Belongs to its loop's thread.
class LoggedCall {
 public:
  using Done = functions::Call::Done;

  /// Scope and context must outlive the call, and the field as graphql::Resolver says. `taker` is
  /// for a function whose result is a stream, else null. See functions::Call for `done`.
  LoggedCall(const CallScope& scope, const graphql::FieldCall& field,
             const functions::CallContext& context, functions::StreamTaker* taker, Done done);

  void start();
  bool has_value() const { return call_.has_value(); }
  /// See functions::Call.
  functions::CallOutcome take();

 private:
  LoggedCall(const CallScope& scope, const graphql::FieldCall& field,
             const functions::FunctionPlace& place, const functions::CallContext& context,
             functions::StreamTaker* taker, Done done);
  void ended(functions::CallOutcome outcome);
  void log_end(const functions::CallOutcome& outcome) const;

  const CallScope& scope_;
  Done done_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const boost::container::small_vector<types::Value, 4> arguments_;
  std::unique_ptr<replay::KeptExecution> kept_;  // null: it is not kept
  functions::Call call_;
};

}  // namespace modus::serve
