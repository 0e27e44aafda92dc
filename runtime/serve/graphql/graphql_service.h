// SPDX-License-Identifier: Apache-2.0
// Executes GraphQL operations for clients, by whichever transport they came.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "runtime/functions/admission.h"
#include "runtime/graphql/engine.h"
#include "runtime/observe/log.h"
#include "runtime/observe/telemetry.h"
#include "runtime/serve/app_version.h"
#include "runtime/serve/calls/function_resolver.h"
#include "runtime/serve/graphql/graphql_request.h"
#include "runtime/serve/graphql/persisted_queries.h"
#include "runtime/serve/telemetry/request_watch.h"

namespace modus::serve {

/// The version that answers now, as the loop has it; null when there is none. Thread-safe.
using CurrentVersion = std::function<std::shared_ptr<const AppVersion>(const Loop&)>;

/// Where an operation is executed, and for whom.
struct GraphqlClient {
  Loop& loop;
  std::shared_ptr<const AppVersion> version;
  const ServedEndpoint& endpoint;  // of that version
  std::string time_zone = {};      // as the client names it; empty: the app's
  RequestTrace trace = {};
};

/// A planned operation and what it borrows from besides the client's text.
struct PreparedOperation {
  graphql::Operation operation;
  std::shared_ptr<const std::string> document;  // may be null
};

/// Thread-safe; what it makes belongs to the client's loop.
class GraphqlService {
 public:
  /// Calls of functions are logged at `call_level`. The others must outlive the service.
  GraphqlService(functions::Admission& admission, Log& log, LogLevel call_level,
                 observe::Telemetry telemetry)
      : admission_(admission), log_(log), call_level_(call_level), telemetry_(telemetry) {}

  /// Finds the document, if the client only named it, and plans it. The unexpected side is the
  /// refusal.
  std::expected<PreparedOperation, graphql::Response> prepare(const GraphqlClient& client,
                                                              GraphqlRequest request);

  /// What answers the fields of the operation.
  std::shared_ptr<FunctionResolver> make_resolver(const GraphqlClient& client,
                                                  const graphql::Operation& operation);

  /// All responses to an operation: one to a query or mutation without @defer and @stream. `text`
  /// keeps what the request borrows from. The unexpected side is a refusal found only now.
  std::expected<std::unique_ptr<graphql::ResponseStream>, graphql::Response> responses(
      const GraphqlClient& client, PreparedOperation prepared, std::shared_ptr<const void> text,
      graphql::IncrementalForm form = graphql::IncrementalForm::kCurrent);

 private:
  functions::Admission& admission_;
  Log& log_;
  const LogLevel call_level_;
  const observe::Telemetry telemetry_;
  PersistedQueries persisted_queries_;
};

/// A response that is known already, as a stream of one.
std::unique_ptr<graphql::ResponseStream> stream_of_one(graphql::Response response);

}  // namespace modus::serve
