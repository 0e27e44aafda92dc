// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/history_rules.h"

#include <array>
#include <charconv>

#include "runtime/json/pointer.h"

namespace modus::app {
namespace {

void redact_step(json::Object& object, std::string_view step, std::string_view rest) {
  if (step == "*") {
    for (auto& member : object) redact_at(member.value(), rest);
  } else if (json::Value* const member = object.if_contains(json::unescape_step(step))) {
    redact_at(*member, rest);
  }
}

void redact_step(json::Array& array, std::string_view step, std::string_view rest) {
  if (step == "*") {
    for (json::Value& item : array) redact_at(item, rest);
    return;
  }
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error == std::errc() && end == step.data() + step.size() && index < array.size())
    redact_at(array[index], rest);
}

}  // namespace

Result<HistoryRules> read_history_rules(const ManifestNode& node) {
  HistoryRules rules;
  MODUS_TRY(history, node.object("history"));
  if (!history) return rules;
  MODUS_CHECK(history->allow_only(std::array<std::string_view, 3>{"off", "executions", "redact"}));
  MODUS_TRY(off, history->boolean("off"));
  MODUS_TRY(executions, history->boolean("executions"));
  MODUS_TRY(redact, history->strings("redact"));
  for (const std::string& pointer : redact) {
    if (!pointer.starts_with('/'))
      return history->wrong(
          "redact", R"(holds "{}"; a place is written like "/messages/*/content")", pointer);
  }
  return HistoryRules{.off = off.value_or(false),
                      .without_executions = !executions.value_or(true),
                      .redact = std::move(redact)};
}

void redact_at(json::Value& document, std::string_view pointer) {
  if (pointer.empty()) {
    document = kRedacted;
    return;
  }
  pointer.remove_prefix(1);
  const std::string_view step = pointer.substr(0, pointer.find('/'));
  const std::string_view rest = pointer.substr(step.size());
  if (json::Object* const object = document.if_object()) redact_step(*object, step, rest);
  if (json::Array* const array = document.if_array()) redact_step(*array, step, rest);
}

}  // namespace modus::app
