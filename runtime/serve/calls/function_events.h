// SPDX-License-Identifier: Apache-2.0
// A subscription to a function whose result is a stream.
#pragma once

#include <optional>

#include "runtime/serve/calls/logged_call.h"

namespace modus::serve {

/// One event for each value that the function pushes. It begins to run when the first is asked for,
/// and works on the next while one is on its way to the client. Errors it logs come with the value
/// they stand before; after the last value, and when the call fails, with an event of their own.
/// Belongs to its loop's thread.
class FunctionEvents final : public graphql::EventSource, private functions::StreamTaker {
 public:
  /// The scope must outlive it; the field as graphql::Resolver says.
  FunctionEvents(const CallScope& scope, const graphql::FieldCall& field,
                 functions::CallContext context);

  void next(std::move_only_function<void(std::optional<graphql::FieldOutcome>)> done) override;

 private:
  enum class State { kNew, kStarting, kRunning };

  void start();
  void value_waits() override { deliver(); }
  void ended(functions::CallOutcome outcome);
  void deliver();
  void renew_deadline();

  const CallScope& scope_;
  functions::CallContext context_;
  State state_ = State::kNew;
  bool has_ended_ = false;
  std::optional<graphql::FieldOutcome> last_;  // what is left to say after the end
  std::move_only_function<void(std::optional<graphql::FieldOutcome>)> waiting_;
  LoggedCall call_;
};

}  // namespace modus::serve
