// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/prices.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "runtime/models/provider_name.h"

namespace modus::models {
namespace {

struct Entry {
  std::string_view model;
  app::ModelPrice price;  // input, input from the cache, output
};

// Standard prices in US dollars for a million tokens of text, without discounts for batches. What
// is priced by the length of the prompt is left out (Gemini Pro, Claude Haiku 5.5), and so is what
// we found no public source for. Writing to a cache, which Anthropic charges more for, counts as
// input.

// https://developers.openai.com/api/docs/pricing and the pages of the models.
constexpr std::array kOpenAi{
    Entry{"gpt-5.4", {2.50, 0.25, 15.00}},
    Entry{"gpt-5.4-mini", {0.75, 0.075, 4.50}},
    Entry{"gpt-5.2", {1.75, 0.175, 14.00}},
    Entry{"gpt-5.1", {1.25, 0.125, 10.00}},
    Entry{"gpt-5", {1.25, 0.125, 10.00}},
    Entry{"gpt-5-mini", {0.25, 0.025, 2.00}},
    Entry{"gpt-5-nano", {0.05, 0.005, 0.40}},
    Entry{"gpt-4.1", {2.00, 0.50, 8.00}},
    Entry{"gpt-4.1-mini", {0.40, 0.10, 1.60}},
    Entry{"gpt-4.1-nano", {0.10, 0.025, 0.40}},
    Entry{"gpt-4o", {2.50, 1.25, 10.00}},
    Entry{"gpt-4o-mini", {0.15, 0.075, 0.60}},
    Entry{"gpt-3.5-turbo", {0.50, 0.50, 1.50}},
    Entry{"o1", {15.00, 7.50, 60.00}},
    Entry{"o3", {2.00, 0.50, 8.00}},
    Entry{"o3-mini", {1.10, 0.55, 4.40}},
    Entry{"o4-mini", {1.10, 0.275, 4.40}},
    Entry{"text-embedding-3-small", {0.02, 0.02, 0}},
    Entry{"text-embedding-3-large", {0.13, 0.13, 0}},
    Entry{"text-embedding-ada-002", {0.10, 0.10, 0}},
};

// https://platform.claude.com/docs/en/about-claude/pricing
constexpr std::array kAnthropic{
    Entry{"claude-fable-5-1", {10.00, 0.25, 50.00}},
    Entry{"claude-fable-5", {10.00, 1.00, 50.00}},
    Entry{"claude-opus-5-5", {4.00, 0.20, 20.00}},
    Entry{"claude-opus-5", {5.00, 0.50, 25.00}},
    Entry{"claude-opus-4-8", {5.00, 0.50, 25.00}},
    Entry{"claude-opus-4-7", {5.00, 0.50, 25.00}},
    Entry{"claude-opus-4-6", {5.00, 0.50, 25.00}},
    Entry{"claude-opus-4-5", {5.00, 0.50, 25.00}},
    Entry{"claude-opus-4-1", {15.00, 1.50, 75.00}},
    Entry{"claude-opus-4", {15.00, 1.50, 75.00}},
    Entry{"claude-sonnet-5-5", {2.00, 0.10, 10.00}},
    Entry{"claude-sonnet-5", {2.00, 0.20, 10.00}},
    Entry{"claude-sonnet-4-6", {3.00, 0.30, 15.00}},
    Entry{"claude-sonnet-4-5", {3.00, 0.30, 15.00}},
    Entry{"claude-sonnet-4", {3.00, 0.30, 15.00}},
    Entry{"claude-3-7-sonnet", {3.00, 0.30, 15.00}},
    Entry{"claude-haiku-4-5", {1.00, 0.10, 5.00}},
    Entry{"claude-3-5-haiku", {0.80, 0.08, 4.00}},
};

// https://ai.google.dev/gemini-api/docs/pricing
constexpr std::array kGemini{
    Entry{"gemini-2.5-flash", {0.30, 0.03, 2.50}},
    Entry{"gemini-2.5-flash-lite", {0.10, 0.01, 0.40}},
};

// https://aws.amazon.com/bedrock/pricing/, US regions.
constexpr std::array kBedrock{
    Entry{"amazon.nova-micro", {0.035, 0.035, 0.14}},
    Entry{"amazon.nova-lite", {0.06, 0.06, 0.24}},
    Entry{"amazon.nova-pro", {0.80, 0.80, 3.20}},
    Entry{"anthropic.claude-3-5-haiku", {0.80, 0.80, 4.00}},
    Entry{"anthropic.claude-3-haiku", {0.25, 0.25, 1.25}},
    Entry{"anthropic.claude-sonnet-4", {3.00, 3.00, 15.00}},
};

// "", "-20250929", "-2024-07-18", "-0613", "-latest", "-v1:0", "-20240307-v1:0"
bool is_version(std::string_view rest) {
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (rest.empty() || rest == "-latest") return true;
  if (rest.starts_with("-v") && rest.size() > 2) return is_digit(rest[2]);
  return rest.size() > 4 && rest[0] == '-' && std::ranges::all_of(rest.substr(1, 4), is_digit);
}

template <std::size_t N>
std::optional<app::ModelPrice> find(const std::array<Entry, N>& entries, std::string_view model) {
  const auto found = std::ranges::find_if(entries, [&](const Entry& entry) {
    return model.starts_with(entry.model) && is_version(model.substr(entry.model.size()));
  });
  return found == entries.end() ? std::nullopt : std::optional(found->price);
}

std::string_view without_region(std::string_view model) {
  for (const std::string_view region : {"us.", "eu.", "apac.", "global."}) {
    if (model.starts_with(region)) return model.substr(region.size());
  }
  return model;
}

}  // namespace

std::optional<app::ModelPrice> list_price(std::string_view provider, std::string_view model) {
  if (provider == kLocalProvider) return app::ModelPrice();
  if (provider == "openai" || provider == "azure.ai.openai") return find(kOpenAi, model);
  if (provider == "anthropic") return find(kAnthropic, model);
  if (provider == "gcp.gemini") return find(kGemini, model);
  if (provider == "aws.bedrock") return find(kBedrock, without_region(model));
  return std::nullopt;
}

std::optional<app::ModelPrice> price_of(const app::Model& model, std::string_view address) {
  if (model.policy.price) return model.policy.price;
  return list_price(known_provider(address), model.source_model);
}

}  // namespace modus::models
