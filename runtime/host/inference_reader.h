// SPDX-License-Identifier: Apache-2.0
// The inference history: the journal's model calls, kept in the store.
#pragma once

#include "runtime/host/journal.h"
#include "runtime/store/inference_history.h"

namespace modus::host {

/// The history must outlive it.
class InferenceReader final : public JournalReader {
 public:
  explicit InferenceReader(store::InferenceHistory& history) : history_(history) {}

  bool wants(std::string_view call) const override { return call == "modus_models.invokeModel"; }
  void read(const std::shared_ptr<const JournalRecord>& record) override;

 private:
  store::InferenceHistory& history_;
};

}  // namespace modus::host
