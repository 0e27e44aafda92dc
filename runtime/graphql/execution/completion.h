// SPDX-License-Identifier: Apache-2.0
// Completes values that the host has in hand into results (specification, section 6.4.3). Answers
// that come as JSON were written by projection and need none of this.
#pragma once

#include <expected>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/bound_operation.h"
#include "runtime/graphql/execution/response.h"
#include "runtime/json/writer.h"
#include "runtime/types/projection.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// Completes the value of one root field. Used once, by one thread; borrows what it is given.
class Completion {
 public:
  Completion(const BoundOperation& operation, Resolver& resolver)
      : operation_(operation),
        resolver_(resolver),
        writer_(operation.plan().options->max_response_bytes.most) {}

  /// The field's JSON; empty when null spreads beyond it. Breaks off once that is larger than
  /// allowed.
  std::string complete(const RootField& field, std::span<const Argument> arguments,
                       types::Value value);

  /// What went wrong on the way, in the order of the selection; one error at most a place.
  std::vector<FieldFault> take_errors() { return std::move(errors_); }

 private:
  /// A field that is being completed, or an item of its list.
  struct Place {
    const Place* outer;
    std::string_view key;  // empty: an item
    std::size_t index;
  };
  struct Target {
    const NamedType& parent;
    const Field& field;
    const FieldNodes& nodes;
    const types::Projection* projection;
    std::span<const Argument> arguments;
  };
  /// kBroken: there is an error, and nothing to write here.
  enum class Outcome { kWritten, kNull, kBroken };

  Outcome at_place(const TypeRef& type, const Target& target, const Place& place,
                   types::Value value);
  Outcome value(const TypeRef& type, const Target& target, const Place& place, types::Value value);
  Outcome list(const TypeRef& item_type, const Target& target, const Place& place,
               types::Value value);
  Outcome leaf(const NamedType& type, const Target& target, const Place& place, types::Value value);
  Outcome abstract(const NamedType& type, const Target& target, const Place& place,
                   types::Value value);
  Outcome object(const NamedType& type, const types::Projection& projection, const Place& place,
                 types::Value value);
  Outcome member(const NamedType& type, const types::Projection::Entry& entry, const Place& place,
                 types::Value parent);
  /// __schema or __type, below a field whose type is the query's.
  Outcome introspection(const NamedType& type, const types::Projection::Entry& entry,
                        const Place& place);
  Outcome null();
  Outcome broken(const Target& target, const Place& place, std::string message);
  Outcome broken(Diagnostic error, const Place& place);

  std::expected<std::span<const Argument>, Diagnostic> arguments_of(const Field& field,
                                                                    const ast::Selection& node);

  const BoundOperation& operation_;
  Resolver& resolver_;
  json::Writer writer_;
  types::Arena arena_;  // its own: a subscription's operation sees many events
  std::vector<FieldFault> errors_;
  // By field as well: what an interface's selection asks of its types may have other defaults.
  std::map<std::pair<const Field*, const ast::Selection*>, std::vector<PlannedArgument>> planned_;
};

}  // namespace modus::graphql
