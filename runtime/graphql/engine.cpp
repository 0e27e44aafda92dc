// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/engine.h"

#include <fmt/format.h>

#include "runtime/graphql/execution/bound_operation.h"
#include "runtime/graphql/execution/event_stream.h"
#include "runtime/graphql/execution/executor.h"
#include "runtime/graphql/execution/incremental_stream.h"
#include "runtime/graphql/execution/plan.h"
#include "runtime/graphql/execution/plan_cache.h"
#include "runtime/graphql/execution/query_limits.h"
#include "runtime/graphql/execution/response.h"

namespace modus::graphql {

namespace {

constexpr std::string_view kIncrementalDirectives = R"(
"Lets the fragment come after the rest of the response."
directive @defer("Whether it may." if: Boolean! = true, "Its name in the response." label: String)
  on FRAGMENT_SPREAD | INLINE_FRAGMENT
"Lets items of the list come after the rest of the response."
directive @stream("Whether they may." if: Boolean! = true, "Its name in the response." label: String,
                  "How many items come at once." initialCount: Int = 0) on FIELD
)";

}  // namespace

struct Engine::Internals {
  Internals(std::shared_ptr<const Schema> the_schema, EngineOptions the_options)
      : schema(std::move(the_schema)),
        options(std::make_shared<const EngineOptions>(std::move(the_options))),
        plans(options->plan_cache_entries, options->plan_cache_text) {}

  std::shared_ptr<const Schema> schema;
  std::shared_ptr<const EngineOptions> options;
  PlanCache plans;

  std::expected<std::shared_ptr<const Plan>, std::vector<Diagnostic>> plan(const Request& request);
};

Result<std::shared_ptr<Engine>> Engine::create(std::string_view schema_document,
                                               EngineOptions options) {
  std::string document(schema_document);
  if (options.incremental) document += kIncrementalDirectives;
  auto schema = Schema::create(std::move(document));
  if (!schema) {
    const Diagnostic& error = schema.error().front();
    if (error.locations.empty()) {
      return fail(ErrorCode::kInvalidArgument, "invalid GraphQL schema: {}", error.message);
    }
    return fail(ErrorCode::kInvalidArgument, "invalid GraphQL schema, line {}, column {}: {}",
                error.locations[0].line, error.locations[0].column, error.message);
  }
  return std::shared_ptr<Engine>(
      new Engine(std::make_shared<Internals>(std::move(*schema), std::move(options))));
}

Engine::Engine(std::shared_ptr<Internals> internals) : internals_(std::move(internals)) {}
Engine::~Engine() = default;

std::expected<std::shared_ptr<const Plan>, std::vector<Diagnostic>> Engine::Internals::plan(
    const Request& request) {
  if (request.query.size() > options->max_query_bytes.most) {
    return std::unexpected(std::vector{
        over_limit(fmt::format("The query is {} bytes long, more than", request.query.size()),
                   options->max_query_bytes, "QUERY_TOO_LONG")});
  }
  const PlanKey key(request.query, request.operation_name);
  if (auto known = plans.find(key)) return known;
  auto made = make_plan(schema, std::string(request.query), request.operation_name, options);
  if (made) plans.insert(key, *made);
  return made;
}

OperationKind Operation::kind() const { return plan_->operation->kind; }
std::string_view Operation::name() const { return plan_->operation->name.text; }
bool Operation::is_incremental() const { return plan_->is_incremental; }

Result<std::unique_ptr<EventSource>> Resolver::subscribe(const FieldCall& call) {
  return fail(ErrorCode::kNotFound, "there are no events of field \"{}\" here", call.field);
}

std::expected<types::Value, std::string> Resolver::settle(types::Value value,
                                                          std::span<const Argument>) {
  return value;
}

std::expected<Operation, Response> Engine::prepare(Request request) {
  auto plan = internals_->plan(request);
  if (!plan) return std::unexpected(refuse(plan.error()));
  return Operation(*std::move(plan), std::move(request));
}

void Engine::execute(Operation operation, Resolver& resolver,
                     std::move_only_function<void(Response)> done) {
  if (operation.kind() == OperationKind::kSubscription) {
    return done(refuse({.message = "A subscription is answered by a stream of responses."}));
  }
  auto bound = BoundOperation::bind(std::move(operation.plan_), std::move(operation.request_));
  if (!bound) return done(refuse(bound.error()));
  std::make_shared<Execution>(*std::move(bound), resolver, std::move(done))->start();
}

std::expected<std::unique_ptr<ResponseStream>, Response> Engine::stream(Operation operation,
                                                                        Resolver& resolver,
                                                                        IncrementalForm form) {
  auto bound = BoundOperation::bind(std::move(operation.plan_), std::move(operation.request_));
  if (!bound) return std::unexpected(refuse(bound.error()));
  if (bound->plan().operation->kind == OperationKind::kSubscription) {
    return EventStream::create(*std::move(bound), resolver);
  }
  return IncrementalStream::create(*std::move(bound), resolver, form);
}

}  // namespace modus::graphql
