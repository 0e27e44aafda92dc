// SPDX-License-Identifier: Apache-2.0
// The layers around the provider of one model, as its policy wants them.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/app/manifest.h"
#include "runtime/models/budget/hold.h"
#include "runtime/models/budget/ledgers.h"
#include "runtime/models/provider.h"
#include "runtime/models/resilience/surroundings.h"
#include "runtime/observe/log.h"
#include "runtime/store/answer_store.h"

namespace modus::models::resilience {

/// Immutable and thread-safe but for what its layers count.
class ModelStack {
 public:
  /// `base` does the work, and must outlive the stack. The address is the model's, without secrets;
  /// empty for a model on this machine, whose server is watched already: no breaker is needed.
  /// Surroundings and answers, if any, must outlive it and its calls.
  ModelStack(const app::Model& model, std::string_view address, Provider& base,
             budget::Budgets budgets, const Surroundings& surroundings,
             store::AnswerStore* answers);

  bool is_for(const app::Model& model, std::string_view address,
              const app::ModelBudget& of_all) const {
    return address_ == address && (model_ == model || reads_the_same(model)) &&
           budget_of_all_ == of_all;
  }

  /// The outermost layer.
  Provider& provider() const { return *top_; }

  /// Who serves the model, see provider_name().
  const std::string& provider_name() const { return provider_name_; }

 private:
  bool reads_the_same(const app::Model& model) const;

  const app::Model model_;
  const std::string address_;
  const std::string provider_name_;
  const app::ModelBudget budget_of_all_;
  std::vector<std::unique_ptr<Provider>> layers_;
  Provider* top_;
};

/// The stacks of the models in use, by name. A model whose definition has changed gets a new one,
/// with fresh counts; but what was spent of its budgets remains. Thread-safe.
class ModelStacks {
 public:
  /// The data directory is for cached answers and budgets; empty: they stay in memory. The log must
  /// outlive it.
  ModelStacks(Surroundings surroundings, std::filesystem::path data_directory, Log& log)
      : surroundings_(std::move(surroundings)),
        data_directory_(std::move(data_directory)),
        log_(log),
        ledgers_(data_directory_, log) {}

  const Surroundings& surroundings() const { return surroundings_; }

  /// To be held for as long as calls of it run. The budget is that of all models together.
  std::shared_ptr<const ModelStack> of(const app::Model& model, std::string_view address,
                                       Provider& base, const app::ModelBudget& of_all);

  budget::Ledgers& ledgers() { return ledgers_; }

 private:
  store::AnswerStore* answers_for_locked(const app::Model& model);

  const Surroundings surroundings_;
  const std::filesystem::path data_directory_;
  Log& log_;
  budget::Ledgers ledgers_;
  std::mutex mutex_;
  std::unique_ptr<store::AnswerStore> answers_;  // null until a model keeps some on disk
  std::map<std::string, std::shared_ptr<const ModelStack>, std::less<>> stacks_;
};

}  // namespace modus::models::resilience
