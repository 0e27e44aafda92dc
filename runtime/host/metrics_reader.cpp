// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/metrics_reader.h"

#include <charconv>
#include <optional>

namespace modus::host {

void MetricsReader::read(const std::shared_ptr<const JournalRecord>& record) {
  const auto find = [&](std::string_view name) -> std::optional<std::string_view> {
    for (const auto& [key, value] : record->attributes) {
      if (key == name) return value;
    }
    return {};
  };
  const auto number = [&](std::string_view name, std::uint64_t otherwise) {
    const std::string_view text = find(name).value_or("");
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
    return otherwise;
  };
  const auto model = find("model");
  if (!model) return;  // the manifest has none of that name
  observe::ModelCall call{.model = *model,
                          .provider = find("provider").value_or(""),
                          .duration = record->duration,
                          .attempts = number("attempts", 1),
                          .is_cached = find("cached") == "true"};
  if (call.is_cached) {
    call.attempts = 0;
  } else {
    call.input_tokens = number("inputTokens", 0);
    call.cached_tokens = number("cachedTokens", 0);
    call.output_tokens = number("outputTokens", 0);
    call.dollars = static_cast<double>(number("costMicros", 0)) / 1e6;
    if (find("firstTokenUs"))
      call.first_token = std::chrono::microseconds(number("firstTokenUs", 0));
  }
  if (record->error) call.error = to_string(record->error->code());
  metrics_.ended(call);
}

}  // namespace modus::host
