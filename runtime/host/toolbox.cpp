// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/toolbox.h"

#include <algorithm>

#include <fmt/ranges.h>
#include <boost/algorithm/string/classification.hpp>

#include "runtime/types/json_fit.h"
#include "runtime/types/json_schema.h"
#include "runtime/types/value_json.h"

namespace modus::host {
namespace {

constexpr std::size_t kMostTools = 128;  // what the strictest provider takes
constexpr std::size_t kLongestName = 64;

/// The prefix of functions that are exported for models alone; a field of GraphQL they never are.
constexpr std::string_view kForModels = "_modus_tool_";

bool is_tool_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(name, [](char c) {
    return boost::is_alnum()(c) || c == '_' || c == '-';
  });
}

std::optional<std::size_t> find_export(std::span<const types::Signature> exports,
                                       std::string_view name) {
  const auto found = std::ranges::find(exports, name, &types::Signature::name);
  if (found == exports.end()) return std::nullopt;
  return found - exports.begin();
}

std::string known_functions(std::span<const types::Signature> exports) {
  std::vector<std::string_view> names;
  for (const types::Signature& function : exports) {
    std::string_view name = function.name;
    if (name.starts_with(kForModels)) name.remove_prefix(kForModels.size());
    if (!name.starts_with('_')) names.push_back(name);
  }
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Result<Toolbox> Toolbox::open(const guest::Convention& convention,
                              std::span<const std::string_view> names) {
  if (names.size() > kMostTools)
    return fail(ErrorCode::kInvalidArgument, "{} tools are offered; {} are allowed", names.size(),
                kMostTools);
  Toolbox box(convention);
  for (const std::string_view name : names) MODUS_CHECK(box.add(name));
  return box;
}

Result<void> Toolbox::add(std::string_view name) {
  const auto exports = convention_->exports();
  auto function = find_export(exports, fmt::format("{}{}", kForModels, name));
  if (!function && !name.starts_with('_')) function = find_export(exports, name);
  if (!function) {
    return fail(ErrorCode::kNotFound,
                "\"{}\" cannot be offered as a tool: the app exports no such function; it has {}",
                name, known_functions(exports));
  }
  const types::Signature& signature = exports[*function];
  if (has(name)) return fail(ErrorCode::kInvalidArgument, "the tool \"{}\" is offered twice", name);
  if (!is_tool_name(name)) {
    return fail(ErrorCode::kInvalidArgument,
                "\"{}\" cannot be offered as a tool: providers want names of letters, digits, "
                "underscores and hyphens, {} at most",
                name, kLongestName);
  }
  if (signature.is_stream()) {
    return fail(ErrorCode::kInvalidArgument,
                "\"{}\" cannot be offered as a tool: its result is a stream", name);
  }
  auto parameters = types::arguments_schema(signature);
  if (!parameters) {
    return std::unexpected(
        parameters.error().within(fmt::format("\"{}\" cannot be offered as a tool", name)));
  }
  tools_.push_back({.name = std::string(name),
                    .description = types::description_of(signature),
                    .parameters = *std::move(parameters)});
  functions_.push_back(*function);
  return {};
}

std::optional<std::size_t> Toolbox::find(std::string_view name) const {
  const auto found = std::ranges::find(tools_, name, &models::Tool::name);
  if (found == tools_.end()) return std::nullopt;
  return found - tools_.begin();
}

Result<Toolbox::Use> Toolbox::prepare(const models::ToolCall& call, types::Arena& arena) const {
  const auto tool = find(call.name);
  if (!tool) {
    std::vector<std::string_view> names;
    for (const models::Tool& known : tools_) names.emplace_back(known.name);
    return fail(ErrorCode::kNotFound, "There is no tool \"{}\". There are: {}.", call.name,
                fmt::join(names, ", "));
  }
  // Some providers leave out what is empty.
  auto given = json::parse(call.arguments.empty() ? "{}" : call.arguments);
  if (!given) {
    return fail(ErrorCode::kInvalidArgument, "The arguments are not JSON: {}.",
                given.error().message());
  }
  if (!given->is_object())
    return fail(ErrorCode::kInvalidArgument, "The arguments are not a JSON object.");
  const types::Signature& signature = convention_->exports()[functions_[*tool]];
  if (auto fits = types::fit_arguments(given->get_object(), signature); !fits) {
    return fail(ErrorCode::kInvalidArgument, "The arguments do not fit: {}.",
                fits.error().message());
  }
  Use use{.function = functions_[*tool]};
  for (const types::Parameter& parameter : signature.parameters) {
    const json::Value* value = given->get_object().if_contains(parameter.name);
    use.arguments.push_back(value ? types::from_json(*value, arena) : types::Value());
  }
  return use;
}

}  // namespace modus::host
