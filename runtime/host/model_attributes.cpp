// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_attributes.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "runtime/models/budget/amounts.h"

namespace modus::host {
namespace {

std::string_view find(const Attributes& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &Attributes::value_type::first);
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

void add_attributes(Attributes& attributes, std::string_view asked, Delivery delivery,
                    const models::Outcome& outcome) {
  const auto add = [&](std::string_view name, std::string value) {
    if (!value.empty()) attributes.emplace_back(name, std::move(value));
  };
  const auto add_number = [&](std::string_view name, std::uint64_t number) {
    attributes.emplace_back(name, fmt::format_int(number).str());
  };
  if (outcome.cached) add("cached", "true");
  if (!outcome.cached && outcome.attempts != 1) add_number("attempts", outcome.attempts);
  if (outcome.answer && outcome.model != asked) add("answeredBy", outcome.model);
  add("provider", outcome.provider);
  add("providerModel", outcome.source_model);
  if (delivery == Delivery::kStreamed) add("streamed", "true");
  add("finishReason", outcome.finish_reason);
  if (outcome.first_piece)
    add_number("firstTokenUs", static_cast<std::uint64_t>(outcome.first_piece->count()));
  if (outcome.usage) {
    add_number("inputTokens", outcome.usage->input);
    add_number("outputTokens", outcome.usage->output);
    if (outcome.usage->cached > 0) add_number("cachedTokens", outcome.usage->cached);
  }
  if (outcome.nanodollars) add_number("costMicros", (*outcome.nanodollars + 500) / 1000);
}

std::string in_words(const Attributes& attributes) {
  std::string words;
  if (find(attributes, "cached") == "true") words += ", cached";
  const auto input = find(attributes, "inputTokens");
  if (!input.empty())
    words += fmt::format(", {} + {} tokens", input, find(attributes, "outputTokens"));
  const auto cost = find(attributes, "costMicros");
  std::uint64_t micros = 0;
  std::from_chars(cost.data(), cost.data() + cost.size(), micros);
  if (micros > 0) words += ", " + models::budget::dollars_text(micros * 1000);
  return words;
}

}  // namespace modus::host
