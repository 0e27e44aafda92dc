// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/request_account.h"

#include <algorithm>

#include "runtime/models/budget/amounts.h"

namespace modus::models::budget {
namespace {

void write(json::Writer& writer, const RequestAccount::Model& model) {
  const auto number = [&](std::string_view key, std::uint64_t value) {
    writer.key(key);
    writer.integer(value);
  };
  writer.begin_object();
  number("calls", model.calls);
  number("inputTokens", model.usage.input);
  number("cachedTokens", model.usage.cached);
  number("outputTokens", model.usage.output);
  if (model.is_priced) {
    writer.key("dollars");
    writer.number(static_cast<double>(model.nanodollars) / 1e9);
  }
  writer.end_object();
}

}  // namespace

RequestAccount::Model& RequestAccount::of(std::string_view model) {
  const auto found = std::ranges::find(models_, model, &Model::name);
  if (found != models_.end()) return *found;
  Model& added = models_.emplace_back();
  added.name = model;
  return added;
}

void RequestAccount::note(Model& model, const TokenUsage& usage,
                          std::optional<std::uint64_t> nanodollars) {
  ++model.calls;
  model.usage.input += std::min(usage.input, kMostOfOne);
  model.usage.output += std::min(usage.output, kMostOfOne);
  model.usage.cached += std::min(usage.cached, kMostOfOne);
  model.nanodollars += nanodollars.value_or(0);
  model.is_priced = model.is_priced && nanodollars.has_value();
}

void RequestAccount::write_json(json::Writer& writer) const {
  Model total;
  writer.begin_object();
  writer.key("models");
  writer.begin_object();
  for (const Model& model : models_) {
    if (model.calls == 0) continue;
    writer.key(model.name);
    write(writer, model);
    total.calls += model.calls;
    total.usage.input += model.usage.input;
    total.usage.output += model.usage.output;
    total.usage.cached += model.usage.cached;
    total.nanodollars += model.nanodollars;
    total.is_priced = total.is_priced && model.is_priced;
  }
  writer.end_object();
  writer.key("total");
  write(writer, total);
  writer.end_object();
}

}  // namespace modus::models::budget
