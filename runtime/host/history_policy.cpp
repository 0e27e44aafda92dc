// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/history_policy.h"

namespace modus::host {

HistoryPolicy::HistoryPolicy(std::shared_ptr<const app::Manifest> manifest,
                             const app::Environment& environment, const app::Limits& limits)
    : manifest_(std::move(manifest)),
      secrets_(environment),
      is_off_(manifest_->history.off || limits[app::Limit::kHistoryCalls] == 0) {}

const app::HistoryRules& HistoryPolicy::rules_of(std::string_view model) const {
  static const app::HistoryRules kNone;
  const app::Model* const found = manifest_->find_model(model);
  return found == nullptr ? kNone : found->history;
}

std::string HistoryPolicy::why_not_whole(std::string_view model) const {
  const app::HistoryRules& rules = rules_of(model);
  if (rules.off) return fmt::format("modus.json turns the history of the model \"{}\" off", model);
  if (rules.redact.empty() && manifest_->history.redact.empty()) return {};
  const bool is_own = !rules.redact.empty();
  return fmt::format("{} in modus.json keeps {} out of the history",
                     is_own ? fmt::format("models.{}.history.redact", model) : "history.redact",
                     (is_own ? rules.redact : manifest_->history.redact).front());
}

std::string HistoryPolicy::redact(std::string_view model, std::string text) const {
  text = secrets_.apply(std::move(text));
  const auto& own = rules_of(model).redact;
  const auto& common = manifest_->history.redact;
  if (text.empty() || (own.empty() && common.empty())) return text;
  auto document = json::parse(text);
  if (!document) return std::string(app::kRedacted);  // who knows what is in it
  for (const auto* pointers : {&own, &common}) {
    for (const std::string& pointer : *pointers) app::redact_at(*document, pointer);
  }
  return json::to_text(*document);
}

}  // namespace modus::host
