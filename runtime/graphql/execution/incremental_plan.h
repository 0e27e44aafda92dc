// SPDX-License-Identifier: Apache-2.0
// Which parts of a response come when: a selection with @defer and @stream worked out.
#pragma once

#include <cstddef>
#include <deque>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/graphql/execution/bound_operation.h"

namespace modus::graphql {

/// A fragment with @defer at one place of the selection.
struct DeferUsage {
  std::size_t number;       // in the order of the document
  const DeferUsage* outer;  // the deferred fragment it stands in; null: none
  std::optional<std::string_view> label;
};

/// Of the deferred fragments that hold a field, the outermost; it comes with the first of them that
/// does. In the order of the document. Empty: the field is not deferred.
using DeferUsages = std::vector<const DeferUsage*>;

struct StreamUsage {
  std::size_t initial_count;
  std::optional<std::string_view> label;
};

struct DeliveryPlan;

/// A field in the response. Where nothing below it is deferred or streamed, `below` is null.
struct DeliveryField {
  std::string_view key;
  DeferUsages usages;
  std::optional<StreamUsage> stream;
  const DeliveryPlan* below = nullptr;

  bool is_whole() const { return below == nullptr && !stream; }
};

/// What is selected of an object.
struct DeliveryPlan {
  std::vector<DeliveryField> fields;
  std::vector<const DeferUsage*> begins;  // the deferred fragments that stand here
};

/// Of a whole operation. Immutable.
class IncrementalPlan {
 public:
  /// Fails as @skip and @include do, and on a negative initialCount.
  static std::expected<IncrementalPlan, Diagnostic> compile(const BoundOperation& operation);

  const DeliveryPlan& root() const { return *root_; }

 private:
  friend class IncrementalCompiler;
  std::deque<DeferUsage> usages_;
  std::deque<DeliveryPlan> plans_;
  const DeliveryPlan* root_ = nullptr;
};

}  // namespace modus::graphql
