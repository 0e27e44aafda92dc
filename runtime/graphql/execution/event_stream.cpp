// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/event_stream.h"

#include "runtime/graphql/execution/response.h"
#include "runtime/graphql/introspection/introspection.h"

namespace modus::graphql {

EventStream::EventStream(BoundOperation operation, Resolver& resolver)
    : operation_(std::move(operation)), answers_(operation_, resolver) {}

std::expected<std::unique_ptr<ResponseStream>, Response> EventStream::create(
    BoundOperation operation, Resolver& resolver) {
  std::unique_ptr<EventStream> stream(new EventStream(std::move(operation), resolver));
  const Plan& plan = stream->operation_.plan();
  const auto& fields = stream->operation_.selection().fields;
  if (fields.size() != 1 || is_meta_field(fields[0])) {
    return std::unexpected(refuse(
        {.message = "A subscription must select exactly one field, and none of introspection.",
         .locations = {plan.document->locate(plan.operation->at)},
         .code = "GRAPHQL_VALIDATION_FAILED"}));
  }
  const std::string_view key = fields[0].key();
  const auto call = stream->answers_.prepare(0);
  if (!call) return std::unexpected(refuse(call.error(), key));
  auto source = resolver.subscribe(**call);
  if (!source) {
    return std::unexpected(refuse({.message = source.error().describe(),
                                   .locations = {plan.document->locate(fields[0].node().at)}},
                                  key));
  }
  stream->source_ = std::move(*source);
  return stream;
}

void EventStream::next(std::move_only_function<void(std::optional<std::string>)> done) {
  source_->next([this, done = std::move(done)](std::optional<FieldOutcome> event) mutable {
    auto deliver = std::move(done);  // which may end the stream, and this function with it
    if (!event) return deliver(std::nullopt);
    answers_.take(0, std::move(*event));
    Response response = answers_.respond();
    answers_.forget();
    deliver(std::move(response.body));
  });
}

}  // namespace modus::graphql
