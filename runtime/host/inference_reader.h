// SPDX-License-Identifier: Apache-2.0
// The inference history: the journal's model calls, kept in the store.
#pragma once

#include <atomic>
#include <memory>

#include "runtime/host/history_policy.h"
#include "runtime/host/journal.h"
#include "runtime/store/inference_history.h"

namespace modus::host {

/// The history must outlive it. Keeps nothing before it was told what may be kept.
class InferenceReader final : public JournalReader {
 public:
  explicit InferenceReader(store::InferenceHistory& history) : history_(history) {}

  /// From now on. Any thread.
  void use(std::shared_ptr<const HistoryPolicy> policy);

  /// Every request to a model has a record by that name, whichever host call makes it.
  bool wants(std::string_view call) const override {
    return is_on_.load(std::memory_order_relaxed) && call == "modus_models.invokeModel";
  }
  void read(const JournalRecord& record) override;

 private:
  store::InferenceHistory& history_;
  std::atomic<bool> is_on_ = false;
  std::atomic<std::shared_ptr<const HistoryPolicy>> policy_;
};

}  // namespace modus::host
