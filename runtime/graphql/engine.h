// SPDX-License-Identifier: Apache-2.0
// The GraphQL engine: parse → validate → plan (cached by query text) → execute. Knows no HTTP and
// no WebAssembly; root fields are answered by a Resolver.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/graphql/language/operation_kind.h"
#include "runtime/types/projection.h"
#include "runtime/types/value.h"

namespace modus::graphql {

using PathSegment = std::variant<std::string, std::size_t>;

struct Argument {
  std::string_view name;
  types::Value value;  // coerced; absent arguments without default are not listed
};

/// A root field to be answered. Everything it refers to lives until `done` is called.
struct FieldCall {
  std::string_view type;   // "Query", "Mutation" or "Subscription"
  std::string_view field;  // its name in the schema
  std::string_view key;    // its name in the response
  std::span<const Argument> arguments;
  const types::Projection* projection;  // null when the field's type is a leaf
};

struct FieldError {
  enum class About { kField, kRequest };  // an error of the whole request has no path

  std::string message;
  std::vector<PathSegment> path = {};  // below the root field
  About about = About::kField;
};

struct FieldOutcome {
  /// The field's value as JSON, written by the call's projection; empty: there is none (null,
  /// propagated as the schema says).
  std::string json;
  std::vector<FieldError> errors;  // in the order to report
  std::string invocation;          // JSON for extensions.invocations[key]; may be empty
  /// In place of `json`: a value that the engine completes by the schema, taking members for
  /// fields and the types of interfaces and unions from __typename. Borrowed until `done` returns.
  types::Value value{};
};

/// The events of one subscription, its source stream. Destroying it ends what makes them.
class EventSource {
 public:
  virtual ~EventSource() = default;
  /// Calls `done` with the next event, or nothing at the end; once, on the same thread, now or
  /// later. One at a time. `done` may destroy the source.
  virtual void next(std::move_only_function<void(std::optional<FieldOutcome>)> done) = 0;
};

/// A member of a response's `extensions`.
struct Extension {
  std::string_view key;
  std::string json;
};

class Resolver {
 public:
  virtual ~Resolver() = default;
  /// Answers one root field. `done` is called once, on the same thread, now or later.
  virtual void resolve(const FieldCall& call, std::move_only_function<void(FieldOutcome)> done) = 0;
  /// The source stream of a subscription's field (specification, section 6.2.3.1). The call lives
  /// as long as the source. The standard resolver has none.
  virtual Result<std::unique_ptr<EventSource>> subscribe(const FieldCall& call);
  /// What stands in an outcome's `value` is asked for place by place, with the arguments of the
  /// place's field, before it is completed: the value itself, another, or why there is none.
  virtual std::expected<types::Value, std::string> settle(types::Value value,
                                                          std::span<const Argument> arguments);
  /// What a response is to tell beside the invocations, as it stands when the response is made.
  virtual std::optional<Extension> extension() const { return std::nullopt; }
};

/// Text and values are borrowed: from `arena`, which goes with the request, or from elsewhere,
/// where they must live until it is answered.
struct Request {
  std::string_view query;
  std::optional<std::string_view> operation_name{};
  types::Value variables{};               // an object as the client gave it, or absent
  std::unique_ptr<types::Arena> arena{};  // may be null; takes what execution adds
};

/// Not a member of Engine so that a resolver can outlive a swap of versions.
struct Response {
  std::string body;       // {"errors":…,"data":…,"extensions":…}
  bool executed = false;  // false: refused before execution (syntax, validation, variables)
};

/// Responses that come one after another. Destroying it ends it: calls under way are dropped.
class ResponseStream {
 public:
  virtual ~ResponseStream() = default;
  /// Calls `done` with the next response, a complete JSON object, or nothing at the end; once, on
  /// the same thread, now or later. One at a time. What has not been asked for is not made: that
  /// is the back-pressure. `done` may destroy the stream.
  virtual void next(std::move_only_function<void(std::optional<std::string>)> done) = 0;
};

struct Plan;

/// A request that was parsed, validated and planned, to be executed once. Move-only.
class Operation {
 public:
  OperationKind kind() const;
  /// Empty when it has none; borrowed from the operation.
  std::string_view name() const;
  /// Whether it uses @defer or @stream: its response may come in parts.
  bool is_incremental() const;

 private:
  friend class Engine;
  Operation(std::shared_ptr<const Plan>&& plan, Request&& request)
      : plan_(std::move(plan)), request_(std::move(request)) {}

  std::shared_ptr<const Plan> plan_;
  Request request_;
};

/// A bound on what a request may ask for, and what to do about it, for the end of an error message:
/// "raise limits.queryDepth in modus.json or --max-depth".
struct RequestLimit {
  RequestLimit(std::size_t the_most, std::string the_remedy = {})
      : most(the_most), remedy(std::move(the_remedy)) {}

  std::size_t most;
  std::string remedy;
};

/// Going over a limit is an error that names it, its value and the remedy.
struct EngineOptions {
  RequestLimit max_query_bytes = 256 << 10;
  RequestLimit max_tokens = 15'000;
  RequestLimit max_depth = 64;  // of selection sets and spreads, of values, of types
  RequestLimit max_aliases = 1'000;
  RequestLimit max_root_fields = 128;
  /// A field costs 1, times 10 for each list it is nested in; fragments count where they are
  /// spread.
  RequestLimit max_complexity = 100'000;
  RequestLimit max_variables_bytes = 4u << 20;
  RequestLimit max_response_bytes = 16u << 20;  // of all root fields together
  std::size_t plan_cache_entries = 1000;
  std::size_t plan_cache_text = 512u << 10;  // bytes of the queries whose plans are kept
  bool introspection = true;                 // whether __schema and __type may be asked for
  std::string introspection_remedy{};
  bool incremental = false;  // whether the schema has @defer and @stream
};

/// How the parts of an incremental response after the first are told.
enum class IncrementalForm {
  kCurrent,  // `pending`, `incremental` and `completed`, by ids
  k2022,     // `incremental` alone, by path and label: what deferSpec=20220824 asks for
};

/// One schema's engine. Thread-safe; plans are shared between threads.
class Engine {
 public:
  /// Fails with kInvalidArgument on a schema document that is not valid, with line and column.
  static Result<std::shared_ptr<Engine>> create(std::string_view schema_document,
                                                EngineOptions options = {});
  ~Engine();

  /// Parses, validates and plans, unless the plan is known from before; looks at no variables yet.
  /// The unexpected side is the refusal.
  std::expected<Operation, Response> prepare(Request request);

  /// Executes a query or mutation on the calling thread; `done` is called once, now or when the
  /// last root field is answered. Query fields start concurrently; mutation fields one after
  /// another, ending with one that makes `data` null. The resolver must live until then; the engine
  /// need not.
  void execute(Operation operation, Resolver& resolver,
               std::move_only_function<void(Response)> done);

  /// Executes a subscription, or a query or mutation whose response may come in parts. Never null;
  /// the unexpected side is a refusal found only now: of variables, of the field's arguments, or by
  /// the resolver. The resolver must outlive the stream; the engine need not.
  std::expected<std::unique_ptr<ResponseStream>, Response> stream(
      Operation operation, Resolver& resolver, IncrementalForm form = IncrementalForm::kCurrent);

  struct Internals;

 private:
  explicit Engine(std::shared_ptr<Internals> internals);
  std::shared_ptr<Internals> internals_;
};

/// The standard response to a request that failed before there was a document:
/// {"errors":[{"message":…,"extensions":{"code":…}}]}, without extensions when there is no code.
std::string error_body(std::string_view message, std::string_view code = {});

}  // namespace modus::graphql
