// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/history_policy.h"

#include "runtime/models/kept_answer.h"

namespace modus::host {

HistoryPolicy::HistoryPolicy(std::shared_ptr<const app::Manifest> manifest,
                             const app::Environment& environment, const app::Limits& limits)
    : manifest_(std::move(manifest)),
      secrets_(environment),
      is_off_(manifest_->history.off || limits[app::Limit::kHistoryCalls] == 0) {
  for (const app::Model& model : manifest_->models)
    formats_[model.name] = models::format_name(*manifest_, model);
}

std::string_view HistoryPolicy::format_of(std::string_view model) const {
  const auto found = formats_.find(model);
  return found == formats_.end() ? "" : found->second;
}

const app::HistoryRules& HistoryPolicy::rules_of(std::string_view model) const {
  static const app::HistoryRules kNone;
  const app::Model* const found = manifest_->find_model(model);
  return found == nullptr ? kNone : found->history;
}

std::string HistoryPolicy::why_not_whole(std::string_view model) const {
  const app::HistoryRules& rules = rules_of(model);
  if (rules.off) return fmt::format("modus.json turns the history of the model \"{}\" off", model);
  if (!has_rules(model)) return {};
  const bool is_own = !rules.redact.empty();
  return fmt::format("{} in modus.json keeps {} out of the history",
                     is_own ? fmt::format("models.{}.history.redact", model) : "history.redact",
                     (is_own ? rules.redact : manifest_->history.redact).front());
}

std::string HistoryPolicy::redact(std::string_view model, std::string text) const {
  text = secrets_.apply(std::move(text));
  if (text.empty() || !has_rules(model)) return text;
  auto document = json::parse(text);
  if (!document) return std::string(app::kRedacted);  // who knows what is in it
  for (const auto* pointers : {&rules_of(model).redact, &manifest_->history.redact}) {
    for (const std::string& pointer : *pointers) app::redact_at(*document, pointer);
  }
  return json::to_text(*document);
}

}  // namespace modus::host
