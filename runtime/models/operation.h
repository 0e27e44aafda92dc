// SPDX-License-Identifier: Apache-2.0
// A model call under way.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "runtime/base/loop.h"
#include "runtime/base/result.h"
#include "runtime/models/outcome.h"

namespace modus::models {

/// Called once, with how the call ended.
using Done = std::move_only_function<void(Outcome)>;

/// Destroying it cancels the call: `done` is not called afterwards. Belongs to the thread of the
/// loop that the call was made on; may be destroyed from within `done`.
class ModelOperation {
 public:
  /// What a kind of call keeps while under way; its destructor cancels.
  struct State {
    virtual ~State() = default;
  };

  ModelOperation() = default;
  explicit ModelOperation(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ModelOperation(ModelOperation&&) noexcept = default;
  ModelOperation& operator=(ModelOperation&&) noexcept = default;

 private:
  std::shared_ptr<State> state_;
};

/// A call that ended before it began: tells so soon, on the loop.
ModelOperation end_later(Loop& loop, Outcome outcome, Done done);
ModelOperation fail_later(Loop& loop, Error error, Done done);

}  // namespace modus::models
