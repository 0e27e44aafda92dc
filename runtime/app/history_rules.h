// SPDX-License-Identifier: Apache-2.0
// What modus.json says about the inference history, for all of an app or for one model:
// docs/models/history.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/app/manifest_reader.h"
#include "runtime/base/result.h"

namespace modus::app {

struct HistoryRules {
  bool off = false;                 // nothing is kept
  bool without_executions = false;  // model calls are kept, but not what it takes to replay them
  /// Places in requests and answers whose values are not kept: JSON Pointers (RFC 6901) in which
  /// "*" stands for any one step.
  std::vector<std::string> redact = {};

  bool operator==(const HistoryRules&) const = default;
};

/// Reads the member "history".
Result<HistoryRules> read_history_rules(const ManifestNode& node);

/// Puts kRedacted in the place of every value that the pointer leads to.
void redact_at(json::Value& document, std::string_view pointer);
inline constexpr std::string_view kRedacted = "[redacted]";

}  // namespace modus::app
