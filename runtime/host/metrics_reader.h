// SPDX-License-Identifier: Apache-2.0
// Metrics of models, from the journal.
#pragma once

#include "runtime/host/journal.h"
#include "runtime/observe/metrics/model_metrics.h"

namespace modus::host {

/// Counts the requests to models, whichever host function made them. The metrics must outlive it.
class MetricsReader final : public JournalReader {
 public:
  explicit MetricsReader(observe::ModelMetrics& metrics) : metrics_(metrics) {}

  bool wants(std::string_view call) const override { return call == "modus_models.invokeModel"; }
  void read(const JournalRecord& record) override;

 private:
  observe::ModelMetrics& metrics_;
};

}  // namespace modus::host
