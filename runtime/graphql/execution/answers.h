// SPDX-License-Identifier: Apache-2.0
// The answers to an operation's root fields, and the response they make.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/bound_operation.h"
#include "runtime/graphql/execution/response.h"
#include "runtime/json/writer.h"

namespace modus::graphql {

/// A root field's answer as it stands.
struct Answer {
  bool is_there;
  bool breaks_data;
  std::string_view json;  // "null" when there is none
  std::string_view invocation;
  std::span<const FieldFault> faults;  // the resolver's errors and our own
};

/// One answer for each root field, in the order of the selection. Used by one thread.
class Answers {
 public:
  /// Operation and resolver must outlive it.
  Answers(BoundOperation& operation, Resolver& resolver);

  std::size_t size() const { return slots_.size(); }

  /// Makes what a resolver is asked for a field; it lives as long as this. Fails when its arguments
  /// do not fit.
  std::expected<const FieldCall*, Diagnostic> prepare(std::size_t index);

  /// Takes a field's answer, or an error in place of one that does not fit any more.
  void take(std::size_t index, FieldOutcome&& outcome);
  /// The same for a field that was not to be answered.
  void take_error(std::size_t index, Diagnostic error);

  /// Whether the field is null and must not be: then so is `data`.
  bool breaks_data(std::size_t index) const;

  /// A field's answer, by its place or its name in the response. Borrowed.
  Answer find(std::size_t index);
  Answer find(std::string_view key);

  /// Writes `extensions` for some of the fields, unless there is nothing to say.
  void write_extensions(json::Writer& writer, std::span<const std::string_view> keys) const;

  /// The response, which takes the answers with it.
  Response respond();
  /// Makes room for new answers to the same fields.
  void forget();

 private:
  struct Slot {
    FieldCall call;
    FieldOutcome outcome;
    std::vector<FieldFault> faults;  // our own
    bool is_there = false;

    bool is_null() const { return outcome.json.empty() || outcome.json == "null"; }
  };

  const RootField& field(std::size_t index) const { return operation_.selection().fields[index]; }
  void complete(std::size_t index, FieldOutcome& outcome);
  std::size_t response_size() const;
  void write_errors(json::Writer& writer) const;
  void write_data(json::Writer& writer);
  template <class IsMeant>
  void write_extensions_of(json::Writer& writer, IsMeant is_meant) const;

  BoundOperation& operation_;
  Resolver& resolver_;
  std::size_t bytes_ = 0;  // of all answers so far
  std::pmr::vector<Slot> slots_;
};

}  // namespace modus::graphql
