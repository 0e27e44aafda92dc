// SPDX-License-Identifier: Apache-2.0
// Answers GraphQL root fields by calling functions, each in its own sandbox.
#pragma once

#include <memory>

#include <boost/container/small_vector.hpp>

#include "runtime/serve/calls/logged_call.h"

namespace modus::serve {

/// The calls of one request. Belongs to its loop's thread.
class FunctionResolver final : public graphql::Resolver {
 public:
  enum class Usage { kHidden, kTold };

  /// Calls are logged at `call_level`. The log must outlive the resolver. The span, if there is
  /// one, ends with the resolver.
  FunctionResolver(Loop& loop, functions::Admission& admission,
                   std::shared_ptr<const AppVersion> version, functions::CallContext context,
                   observe::Span span, Usage usage, Log& log, LogLevel call_level);
  ~FunctionResolver() override;

  void resolve(const graphql::FieldCall& field,
               std::move_only_function<void(graphql::FieldOutcome)> done) override;
  /// The events are the values that the function pushes to its stream. Must not outlive the
  /// resolver.
  Result<std::unique_ptr<graphql::EventSource>> subscribe(const graphql::FieldCall& field) override;
  /// `usage`: what models took so far, if the endpoint tells it.
  std::optional<graphql::Extension> extension() const override;

  /// Calls were refused because the server is busy, and no call of the request ran: asking again is
  /// safe.
  bool was_refused() const { return refused_ > 0 && refused_ == calls_.size(); }

  /// Ends the calls still under way, without answers. Not from within an answer.
  void cancel();

 private:
  class RunningCall;

  const CallScope scope_;
  const observe::Span span_;
  const functions::CallContext context_;
  const Usage usage_;
  // Also those that have ended.
  boost::container::small_vector<std::unique_ptr<RunningCall>, 2> calls_;
  std::size_t refused_ = 0;
};

}  // namespace modus::serve
