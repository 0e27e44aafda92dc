// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/environment.h"

#include <algorithm>
#include <array>

#include <unistd.h>

#include "runtime/app/dotenv.h"
#include "runtime/app/read_file.h"

namespace modus::app {
namespace {

constexpr std::uint64_t kMaxFileBytes = 1u << 20;

/// The spellings of an environment that share files.
constexpr std::array<std::array<std::string_view, 2>, 4> kSpellings{{
    {"dev", "development"},
    {"stage", "staging"},
    {"test", "testing"},
    {"prod", "production"},
}};

Environment::Variables process_variables() {
  Environment::Variables variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && equals > 0)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace

std::vector<std::string> Environment::file_names(std::string_view environment_name) {
  std::vector<std::string_view> spellings;
  for (const auto& group : kSpellings) {
    if (std::ranges::find(group, environment_name) != group.end())
      spellings.assign(group.begin(), group.end());
  }
  if (spellings.empty() && !environment_name.empty()) spellings.push_back(environment_name);

  std::vector<std::string> names;
  for (std::string_view spelling : spellings) {
    names.push_back(fmt::format(".env.{}.local", spelling));
    names.push_back(fmt::format(".env.{}", spelling));
  }
  names.insert(names.end(), {".env.local", ".env"});
  return names;
}

Result<Environment> Environment::load(const std::filesystem::path& folder,
                                      std::string_view environment_name) {
  const std::vector<std::string> names = file_names(environment_name);
  Variables variables = process_variables();
  const OuterVariables outer = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };

  for (const std::string& name : names) {
    auto text = read_file(folder / name, kMaxFileBytes);
    if (!text && text.error().code() == ErrorCode::kNotFound) continue;
    if (!text) return std::unexpected(std::move(text).error());
    auto entries = parse_dotenv(*text, outer);
    if (!entries)
      return fail(entries.error().code(), "{}, {}", (folder / name).string(),
                  entries.error().message());
    // Within one file the last definition wins, between files the first.
    Variables defined;
    for (auto& [key, value] : *entries) defined.insert_or_assign(key, std::move(value));
    variables.merge(defined);
  }
  return Environment(std::move(variables), names.front());
}

std::optional<std::string_view> Environment::get(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::string Environment::time_zone() const {
  if (const auto zone = get("TZ")) return std::string(*zone);
  constexpr std::string_view kDatabase = "zoneinfo/";
  std::error_code error;
  const std::string target = std::filesystem::read_symlink("/etc/localtime", error).string();
  const auto found = target.find(kDatabase);
  return found == std::string::npos ? "UTC" : target.substr(found + kDatabase.size());
}

}  // namespace modus::app
