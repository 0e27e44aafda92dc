// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/engine.h"

#include <fmt/format.h>

#include "runtime/graphql/execution/executor.h"
#include "runtime/graphql/execution/plan.h"
#include "runtime/graphql/execution/plan_cache.h"
#include "runtime/graphql/execution/response.h"

namespace modus::graphql {

struct Engine::Internals {
  Internals(std::shared_ptr<const Schema> the_schema, EngineOptions the_options)
      : schema(std::move(the_schema)),
        options(the_options),
        plans(the_options.plan_cache_entries) {}

  std::shared_ptr<const Schema> schema;
  EngineOptions options;
  PlanCache plans;

  std::expected<std::shared_ptr<const Plan>, std::vector<Diagnostic>> plan(const Request& request);
};

Result<std::shared_ptr<Engine>> Engine::create(std::string_view schema_document,
                                               EngineOptions options) {
  auto schema = Schema::create(std::string(schema_document));
  if (!schema) {
    const Diagnostic& error = schema.error();
    if (error.locations.empty()) {
      return fail(ErrorCode::kInvalidArgument, "invalid GraphQL schema: {}", error.message);
    }
    return fail(ErrorCode::kInvalidArgument, "invalid GraphQL schema, line {}, column {}: {}",
                error.locations[0].line, error.locations[0].column, error.message);
  }
  return std::shared_ptr<Engine>(
      new Engine(std::make_shared<Internals>(std::move(*schema), options)));
}

Engine::Engine(std::shared_ptr<Internals> internals) : internals_(std::move(internals)) {}
Engine::~Engine() = default;

std::expected<std::shared_ptr<const Plan>, std::vector<Diagnostic>> Engine::Internals::plan(
    const Request& request) {
  if (request.query.size() > options.max_query_bytes) {
    return std::unexpected(
        std::vector{Diagnostic{fmt::format("The query is {} bytes long, more than the limit of {}.",
                                           request.query.size(), options.max_query_bytes),
                               {}}});
  }
  const PlanKey key(request.query, request.operation_name);
  if (auto known = plans.find(key)) return known;
  auto made = make_plan(schema, std::string(request.query), request.operation_name, options);
  if (made) plans.insert(key, *made);
  return made;
}

void Engine::execute(Request request, Resolver& resolver,
                     std::move_only_function<void(Response)> done) {
  const auto plan = internals_->plan(request);
  if (!plan) return done(refuse(plan.error()));
  std::make_shared<Execution>(*plan, std::move(request), resolver, std::move(done))
      ->start(internals_->options);
}

}  // namespace modus::graphql
