// SPDX-License-Identifier: Apache-2.0
// The answers to an operation's root fields, and the response they make.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <vector>

#include "runtime/graphql/engine.h"
#include "runtime/graphql/execution/bound_operation.h"
#include "runtime/json/writer.h"

namespace modus::graphql {

/// One answer for each root field, in the order of the selection. Used by one thread.
class Answers {
 public:
  /// The operation must outlive it; all answers together may have that many bytes.
  Answers(BoundOperation& operation, std::size_t max_bytes);

  std::size_t size() const { return slots_.size(); }

  /// Makes what a resolver is asked for a field; it lives as long as this. Null when its arguments
  /// do not fit, which is noted as the field's error.
  const FieldCall* prepare(std::size_t index);

  /// Takes a field's answer, or an error in place of one that does not fit any more.
  void take(std::size_t index, FieldOutcome outcome);

  /// Whether the field is null and must not be: then so is `data`.
  bool breaks_data(std::size_t index) const;

  /// The response, which takes the answers with it.
  Response respond();

 private:
  struct Slot {
    FieldCall call;
    FieldOutcome outcome;
    std::vector<Diagnostic> errors;  // our own, located in the document

    bool is_null() const { return outcome.json.empty() || outcome.json == "null"; }
  };

  const RootField& field(std::size_t index) const { return operation_.selection().fields[index]; }
  std::size_t response_size() const;
  void write_errors(json::Writer& writer) const;
  void write_data(json::Writer& writer);
  void write_extensions(json::Writer& writer) const;

  BoundOperation& operation_;
  const std::size_t max_bytes_;
  std::size_t bytes_ = 0;  // of all answers so far
  std::pmr::vector<Slot> slots_;
};

}  // namespace modus::graphql
