// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/resilience/model_stack.h"

#include "runtime/models/prices.h"
#include "runtime/models/provider_name.h"
#include "runtime/models/resilience/breaking.h"
#include "runtime/models/resilience/caching.h"
#include "runtime/models/resilience/limiting.h"
#include "runtime/models/resilience/metering.h"
#include "runtime/models/resilience/retrying.h"

namespace modus::models::resilience {

// From the inside out. A request takes its place under the limits only when the breaker lets it
// pass; each retry passes both anew; a call with its retries takes from the budgets once; a cached
// answer passes nothing.
ModelStack::ModelStack(const app::Model& model, std::string_view address, Provider& base,
                       budget::Budgets budgets, const Surroundings& surroundings,
                       store::AnswerStore* answers)
    : model_(model),
      address_(address),
      provider_name_(models::provider_name(model.connection, address)),
      budget_of_all_(budgets.of_all),
      top_(&base) {
  const app::ModelPolicy& policy = model_.policy;
  const auto add = [this](std::unique_ptr<Provider> layer) {
    top_ = layer.get();
    layers_.push_back(std::move(layer));
  };
  if (policy.limits != app::ModelLimits())
    add(std::make_unique<Limiting>(*top_, policy.limits, surroundings));
  if (policy.breaker.failures > 0 && !address.empty())
    add(std::make_unique<Breaking>(*top_, policy.breaker, surroundings));
  add(std::make_unique<Retrying>(*top_, policy, surroundings));
  add(std::make_unique<Metering>(*top_, std::move(budgets), price_of(model_, address),
                                 surroundings));
  if (policy.cache) add(std::make_unique<Caching>(*top_, model_, address, surroundings, answers));
}

// A manifest that is read again has a mapping of its own, which may say the same.
bool ModelStack::reads_the_same(const app::Model& model) const {
  if (!model_.mapping || !model.mapping || *model_.mapping != *model.mapping) return false;
  app::Model other = model;
  other.mapping = model_.mapping;
  return model_ == other;
}

std::shared_ptr<const ModelStack> ModelStacks::of(const app::Model& model, std::string_view address,
                                                  Provider& base, const app::ModelBudget& of_all) {
  const std::scoped_lock lock(mutex_);
  auto found = stacks_.find(model.name);
  if (found == stacks_.end()) found = stacks_.emplace(model.name, nullptr).first;
  if (!found->second || !found->second->is_for(model, address, of_all)) {
    budget::Budgets budgets{.model = model.name,
                            .of_all = of_all,
                            .of_this = model.policy.budget,
                            .spent_by_all = ledgers_.of_all(),
                            .spent_by_this = ledgers_.of(model.name)};
    found->second = std::make_shared<ModelStack>(model, address, base, std::move(budgets),
                                                 surroundings_, answers_for_locked(model));
  }
  return found->second;
}

store::AnswerStore* ModelStacks::answers_for_locked(const app::Model& model) {
  const auto& cache = model.policy.cache;
  if (!cache || cache->store != app::CacheStore::kSqlite || data_directory_.empty()) return nullptr;
  if (!answers_)
    answers_ = std::make_unique<store::AnswerStore>(data_directory_ / "answers.db", log_);
  return answers_.get();
}

}  // namespace modus::models::resilience
