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
  class State {
   public:
    virtual ~State() = default;
    virtual void pause() {}
    virtual void resume() {}

   protected:
    /// The operation is gone; who keeps the state alive for a while longer calls nothing any more.
    bool given_up() const { return given_up_; }

   private:
    friend ModelOperation;
    bool given_up_ = false;
  };

  ModelOperation() = default;
  explicit ModelOperation(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ModelOperation(ModelOperation&&) noexcept = default;
  ModelOperation& operator=(ModelOperation&& other) noexcept {
    give_up();
    state_ = std::move(other.state_);
    return *this;
  }
  ~ModelOperation() { give_up(); }

  /// Holds a stream back until resume(). Pieces of what has come already may still follow. May be
  /// called from the stream's callback, and calls nothing.
  void pause() {
    if (state_) state_->pause();
  }
  void resume() {
    if (state_) state_->resume();
  }

 private:
  void give_up() {
    if (state_) state_->given_up_ = true;
  }

  std::shared_ptr<State> state_;
};

/// A call that ended before it began: tells so soon, on the loop.
ModelOperation end_later(Loop& loop, Outcome outcome, Done done);
ModelOperation fail_later(Loop& loop, Error error, Done done);

}  // namespace modus::models
