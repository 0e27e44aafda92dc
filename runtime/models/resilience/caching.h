// SPDX-License-Identifier: Apache-2.0
// A provider whose answers are kept for equal requests.
#pragma once

#include <memory>
#include <string>

#include "runtime/app/manifest.h"
#include "runtime/models/provider.h"
#include "runtime/models/resilience/flights.h"
#include "runtime/models/resilience/memory_cache.h"
#include "runtime/store/answer_store.h"

namespace modus::models::resilience {

/// Only answers that are as they should be are kept. The inner provider, the surroundings and the
/// store must outlive it and its calls.
class Caching final : public Provider {
 public:
  /// The address is the model's, without secrets. With a store, not null, answers are kept there
  /// too.
  Caching(Provider& inner, const app::Model& model, std::string_view address,
          const Surroundings& surroundings, store::AnswerStore* store);

  ModelOperation invoke(connect::HttpClient& client, ModelRequest request, Done done) override;

 private:
  class Call;

  AnswerKey key_of(std::string_view body) const;
  void keep(const AnswerKey& key, const std::string& answer);

  Provider& inner_;
  const app::ModelCache policy_;
  const std::string model_;  // its name and its definition's hash
  const std::string address_;
  const Surroundings& surroundings_;
  store::AnswerStore* const store_;  // null: none
  MemoryCache memory_;
  const std::shared_ptr<Flights> flights_ = std::make_shared<Flights>();
};

}  // namespace modus::models::resilience
