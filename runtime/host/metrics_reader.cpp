// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/metrics_reader.h"

#include <optional>

namespace modus::host {

void MetricsReader::read(const JournalRecord& record) {
  const auto number = [&](std::string_view name, std::int64_t otherwise) {
    return static_cast<std::uint64_t>(record.find_number(name).value_or(otherwise));
  };
  const auto model = record.find("model");
  if (!model) return;  // the manifest has none of that name
  observe::ModelCall call{.model = *model,
                          .provider = record.find("provider").value_or(""),
                          .duration = record.duration,
                          .attempts = number("attempts", 1),
                          .is_cached = record.find("cached") == "true"};
  if (call.is_cached) {
    call.attempts = 0;
  } else {
    call.input_tokens = number("inputTokens", 0);
    call.cached_tokens = number("cachedTokens", 0);
    call.output_tokens = number("outputTokens", 0);
    call.dollars = static_cast<double>(number("costMicros", 0)) / 1e6;
    if (const auto us = record.find_number("firstTokenUs"))
      call.first_token = std::chrono::microseconds(*us);
  }
  if (record.error != nullptr) call.error = to_string(record.error->code());
  metrics_.ended(call);
}

}  // namespace modus::host
