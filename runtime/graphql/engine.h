// SPDX-License-Identifier: Apache-2.0
// The GraphQL engine: parse → validate → plan (cached by query text) → execute. Knows no HTTP and
// no WebAssembly; root fields are answered by a Resolver.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/base/result.h"
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
  std::string_view type;   // "Query" or "Mutation"
  std::string_view field;  // its name in the schema
  std::string_view key;    // its name in the response
  std::span<const Argument> arguments;
  const types::Projection* projection;  // null when the field's type is a leaf
};

struct FieldError {
  std::string message;
  std::vector<PathSegment> path;  // below the root field
};

struct FieldOutcome {
  std::string
      json;  // the field's value; empty: there is none (null, propagated as the schema says)
  std::vector<FieldError> errors;  // in the order to report
  std::string invocation;          // JSON for extensions.invocations[key]; may be empty
};

class Resolver {
 public:
  virtual ~Resolver() = default;
  /// Answers one root field. `done` is called once, on the same thread, now or later.
  virtual void resolve(const FieldCall& call, std::move_only_function<void(FieldOutcome)> done) = 0;
};

/// Text and values are borrowed: from `arena`, which goes with the request, or from elsewhere,
/// where they must live until it is answered.
struct Request {
  std::string_view query;
  std::string_view operation_name{};      // empty: none given
  types::Value variables{};               // an object as the client gave it, or absent
  std::unique_ptr<types::Arena> arena{};  // may be null; takes what execution adds
};

/// Not a member of Engine so that a resolver can outlive a swap of versions.
struct Response {
  std::string body;       // {"errors":…,"data":…,"extensions":…}
  bool executed = false;  // false: refused before execution (syntax, validation, variables)
};

/// Going over a limit is an error that names it and its value.
struct EngineOptions {
  std::size_t max_query_bytes = 256 << 10;
  std::size_t max_tokens = 15'000;
  std::size_t max_depth = 64;  // of selection sets and spreads, of values, of types
  std::size_t max_root_fields = 128;
  std::size_t max_selections = 50'000;  // after fragments are expanded
  std::size_t plan_cache_entries = 1000;
  std::size_t max_response_bytes = 16u << 20;  // of all root fields together
};

/// One schema's engine. Thread-safe; plans are shared between threads.
class Engine {
 public:
  /// Fails with kInvalidArgument on a schema document that is not valid, with line and column.
  static Result<std::shared_ptr<Engine>> create(std::string_view schema_document,
                                                EngineOptions options = {});
  ~Engine();

  /// Executes on the calling thread; `done` is called once, now or when the last root field is
  /// answered. Query fields start concurrently; mutation fields one after another, ending with one
  /// that makes `data` null. The resolver must live until then; the engine need not.
  void execute(Request request, Resolver& resolver, std::move_only_function<void(Response)> done);

  struct Internals;

 private:
  explicit Engine(std::shared_ptr<Internals> internals);
  std::shared_ptr<Internals> internals_;
};

/// The standard response to a request that failed before there was a document:
/// {"errors":[{"message":…}]}.
std::string error_body(std::string_view message);

}  // namespace modus::graphql
