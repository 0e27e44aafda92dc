// SPDX-License-Identifier: Apache-2.0
// What of model calls may be kept, as one version of an app says.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/app/environment.h"
#include "runtime/app/limits.h"
#include "runtime/app/manifest.h"
#include "runtime/app/redaction.h"

namespace modus::host {

/// Immutable and thread-safe.
class HistoryPolicy {
 public:
  HistoryPolicy(std::shared_ptr<const app::Manifest> manifest, const app::Environment& environment,
                const app::Limits& limits);

  /// Nothing is kept of any model.
  bool is_off() const { return is_off_; }
  bool keeps(std::string_view model) const { return !is_off_ && !rules_of(model).off; }
  bool keeps_executions() const { return !is_off_ && !manifest_->history.without_executions; }

  /// Whether chosen fields of the model's requests and answers are left out.
  bool has_rules(std::string_view model) const {
    return !rules_of(model).redact.empty() || !manifest_->history.redact.empty();
  }

  /// See models::format_name().
  std::string_view format_of(std::string_view model) const;

  /// Why an execution in which the model was asked must not be kept with its contents; empty: it
  /// may be.
  std::string why_not_whole(std::string_view model) const;

  /// A request to the model, or an answer of its, without secrets and what the rules name.
  std::string redact(std::string_view model, std::string text) const;
  const app::Redaction& secrets() const { return secrets_; }
  const app::Manifest& manifest() const { return *manifest_; }

 private:
  const app::HistoryRules& rules_of(std::string_view model) const;

  const std::shared_ptr<const app::Manifest> manifest_;
  const app::Redaction secrets_;
  const bool is_off_;
  std::map<std::string, std::string_view, std::less<>> formats_;  // by model
};

}  // namespace modus::host
