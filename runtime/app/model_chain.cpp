// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/model_chain.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/ranges.h>

namespace modus::app {
namespace {

constexpr std::uint64_t kMostWeight = 1'000'000;

// What a request's address ends with tells its format; of any other address we know nothing.
constexpr std::array<std::string_view, 9> kFormats = {
    "/chat/completions", "/responses", "/completions",     "/embeddings",   "/messages",
    "/converse",         "/classify",  ":generateContent", ":embedContent",
};

std::string address_of(const Model& model, const Manifest& manifest) {
  const Connection* connection = manifest.find_connection(model.connection);
  if (connection != nullptr && !connection->endpoint.empty()) return connection->endpoint;
  if (connection == nullptr && model.connection == "local" && model.path.empty())
    return "/chat/completions";
  return "/" + model.path;
}

// Empty when not known. A model that only leads elsewhere takes what its targets take.
std::string_view format_of(const Model& model, const Manifest& manifest) {
  for (const auto& [name, weight] : model.route) {
    const std::string_view format = format_of(*manifest.find_model(name), manifest);
    if (!format.empty()) return format;
  }
  if (model.mapping || !model.format.empty()) return {};  // not as its address tells
  std::string address = address_of(model, manifest);
  address.resize(std::min(address.find('?'), address.size()));
  const auto found = std::ranges::find_if(
      kFormats, [&](std::string_view format) { return address.ends_with(format); });
  return found == kFormats.end() ? std::string_view() : *found;
}

std::vector<std::string_view> targets_of(const Model& model) {
  std::vector<std::string_view> targets;
  for (const auto& [name, weight] : model.route) targets.push_back(name);
  targets.insert(targets.end(), model.fallback.begin(), model.fallback.end());
  return targets;
}

std::string_view key_of(const Model& model, std::string_view target) {
  return std::ranges::count(model.fallback, target) > 0 ? "fallback" : "route";
}

// Goes wherever the last model of the trail leads.
Result<void> follow(const Manifest& manifest, std::vector<std::string_view>& trail) {
  const Model& model = *manifest.find_model(trail.back());
  for (const std::string_view target : targets_of(model)) {
    const std::string_view key = key_of(model, target);
    if (manifest.find_model(target) == nullptr) {
      return fail(ErrorCode::kInvalidArgument,
                  R"(modus.json: models.{}.{} names "{}", but there is no such model)", model.name,
                  key, target);
    }
    const bool is_back = std::ranges::count(trail, target) > 0;
    trail.push_back(target);
    if (is_back) {
      return fail(ErrorCode::kInvalidArgument,
                  "modus.json: models.{}.{} goes round in a circle: {}", model.name, key,
                  fmt::join(trail, " → "));
    }
    MODUS_CHECK(follow(manifest, trail));
    trail.pop_back();
  }
  return {};
}

Result<void> check_formats(const Manifest& manifest, const Model& model) {
  const std::string_view own = format_of(model, manifest);
  for (const std::string_view target : targets_of(model)) {
    const std::string_view other = format_of(*manifest.find_model(target), manifest);
    if (own.empty() || other.empty() || own == other) continue;
    return fail(ErrorCode::kInvalidArgument,
                R"(modus.json: models.{}.{} names "{}", whose requests have another format )"
                R"(("…{}" instead of "…{}"); requests are not converted)",
                model.name, key_of(model, target), target, other, own);
  }
  return {};
}

}  // namespace

Result<void> read_model_chain(const ManifestNode& node, Model& model) {
  MODUS_TRY(route, node.number_members("route", 1, kMostWeight));
  MODUS_TRY(fallback, node.strings("fallback"));
  if (route.empty() && node.has("route")) return node.wrong("route", "must name a model");
  model.route = std::move(route);
  model.fallback = std::move(fallback);
  return {};
}

Result<void> check_model_chains(const Manifest& manifest) {
  for (const Model& model : manifest.models) {
    std::vector<std::string_view> trail{model.name};
    MODUS_CHECK(follow(manifest, trail));
  }
  for (const Model& model : manifest.models) MODUS_CHECK(check_formats(manifest, model));
  return {};
}

}  // namespace modus::app
