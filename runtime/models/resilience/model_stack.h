// SPDX-License-Identifier: Apache-2.0
// The layers around the provider of one model, as its policy wants them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/app/manifest.h"
#include "runtime/models/provider.h"
#include "runtime/models/resilience/surroundings.h"
#include "runtime/store/answer_store.h"

namespace modus::models::resilience {

/// What the stacks share; all of it must outlive them and their calls.
struct StackServices {
  const Surroundings& surroundings;
  store::AnswerStore* answers;  // null: there is no place for them
};

/// Immutable and thread-safe but for what its layers count.
class ModelStack {
 public:
  /// `base` does the work, and must outlive the stack. The address is the model's, without secrets;
  /// empty for a model on this machine, whose server is watched already: no breaker is needed.
  ModelStack(const app::Model& model, std::string_view address, Provider& base,
             StackServices services);

  bool is_for(const app::Model& model, std::string_view address) const {
    return address_ == address && model_ == model;
  }

  /// The outermost layer.
  Provider& provider() const { return *top_; }

 private:
  const app::Model model_;
  const std::string address_;
  std::vector<std::unique_ptr<Provider>> layers_;
  Provider* top_;
};

/// The stacks of the models in use, by name. A model whose definition has changed gets a new one,
/// with fresh counts. Thread-safe.
class ModelStacks {
 public:
  explicit ModelStacks(StackServices services) : services_(services) {}

  /// To be held for as long as calls of it run.
  std::shared_ptr<const ModelStack> of(const app::Model& model, std::string_view address,
                                       Provider& base);

 private:
  const StackServices services_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const ModelStack>, std::less<>> stacks_;
};

}  // namespace modus::models::resilience
