// SPDX-License-Identifier: Apache-2.0
#include "runtime/serve/calls/function_resolver.h"

#include "runtime/graphql/generate/function_fields.h"
#include "runtime/models/budget/request_account.h"
#include "runtime/serve/calls/agent_events.h"
#include "runtime/serve/calls/field_outcome.h"
#include "runtime/serve/calls/function_events.h"

namespace modus::serve {

FunctionResolver::FunctionResolver(Loop& loop, functions::Admission& admission,
                                   std::shared_ptr<const AppVersion> version,
                                   functions::CallContext context, observe::Span span, Usage usage,
                                   Log& log, LogLevel call_level)
    : scope_{loop, admission, std::move(version), log, call_level},
      span_(std::move(span)),
      context_(std::move(context)),
      usage_(usage) {}

FunctionResolver::~FunctionResolver() = default;

class FunctionResolver::RunningCall {
 public:
  using Done = std::move_only_function<void(graphql::FieldOutcome)>;

  RunningCall(FunctionResolver& resolver, const graphql::FieldCall& field, Done done)
      : resolver_(resolver),
        done_(std::move(done)),
        call_(resolver.scope_, field, resolver.context_, nullptr,
              [this](functions::CallOutcome outcome) { ended(std::move(outcome)); }) {}

  void start() { call_.start(); }

 private:
  // May destroy this.
  void ended(functions::CallOutcome outcome) {
    if (outcome.refused) ++resolver_.refused_;
    auto done = std::move(done_);
    done(to_field_outcome(std::move(outcome)));
  }

  FunctionResolver& resolver_;
  Done done_;
  LoggedCall call_;
};

void FunctionResolver::resolve(const graphql::FieldCall& field,
                               std::move_only_function<void(graphql::FieldOutcome)> done) {
  calls_.push_back(std::make_unique<RunningCall>(*this, field, std::move(done)));
  calls_.back()->start();
}

Result<std::unique_ptr<graphql::EventSource>> FunctionResolver::subscribe(
    const graphql::FieldCall& field) {
  if (field.field == graphql::kAgentEvent) return std::make_unique<AgentEvents>(field);
  return std::make_unique<FunctionEvents>(scope_, field, context_);
}

std::optional<graphql::Extension> FunctionResolver::extension() const {
  if (usage_ == Usage::kHidden || !context_.account) return std::nullopt;
  json::Writer writer;
  context_.account->write_json(writer);
  return graphql::Extension{.key = "usage", .json = writer.take()};
}

void FunctionResolver::cancel() { calls_.clear(); }

}  // namespace modus::serve
