// SPDX-License-Identifier: Apache-2.0
// Answers GraphQL root fields by calling functions, each in its own sandbox.
#pragma once

#include <memory>
#include <vector>

#include "runtime/functions/call.h"
#include "runtime/graphql/engine.h"
#include "runtime/observe/log.h"
#include "runtime/serve/app_version.h"

namespace modus::serve {

/// The calls of one request. Belongs to its loop's thread.
class FunctionResolver final : public graphql::Resolver {
 public:
  /// Calls are logged at `call_level`. The log must outlive the resolver.
  FunctionResolver(Loop& loop, std::shared_ptr<const AppVersion> version,
                   functions::CallContext context, Log& log, LogLevel call_level);

  void resolve(const graphql::FieldCall& field,
               std::move_only_function<void(graphql::FieldOutcome)> done) override;

  /// Ends the calls still under way, without answers. Not from within an answer.
  void cancel() { calls_.clear(); }

 private:
  struct RunningCall {
    std::vector<types::Value> arguments;
    std::unique_ptr<functions::Call> call;
  };

  void log_start(const functions::Call& call);
  void log_end(std::string_view function, const functions::CallOutcome& outcome,
               double milliseconds);

  Loop& loop_;
  std::shared_ptr<const AppVersion> version_;
  functions::CallContext context_;
  Log& log_;
  LogLevel call_level_;
  std::vector<std::unique_ptr<RunningCall>> calls_;
};

/// How a call's end looks in a GraphQL response (contract section 6.4).
graphql::FieldOutcome to_field_outcome(functions::CallOutcome outcome);

}  // namespace modus::serve
