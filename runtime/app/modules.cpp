// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/modules.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/ranges.h>

#include "runtime/app/manifest_paths.h"

namespace modus::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostModules = 64;
constexpr std::size_t kLongestName = 63;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A module's name becomes an identifier in the clients that are generated, whatever the language.
bool is_module_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && is_lower(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

// What stands before a name in GraphQL; an underscore in front would hide the fields.
bool is_prefix(std::string_view text) {
  const auto is_letter = [](char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); };
  return is_letter(text.front()) && text.size() <= kLongestName &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

// The folder within the app's, in its plainest form: "ranking", "services/ranking".
Result<std::string> read_path(const ManifestNode& node, std::string_view key,
                              const std::string& text) {
  fs::path path = fs::path(text).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (text.empty() || path == ".")
    return node.wrong(key, R"(is "{}"; it must name a folder within the app's, like "./ranking")",
                      text);
  if (leads_outside(path))
    return node.wrong(
        key, R"(is "{}", which leads out of the app's folder; move the module into it)", text);
  if (*path.begin() == "build")
    return node.wrong(key, R"(is "{}", but the folder "build" holds what is built; choose another)",
                      text);
  return path.string();
}

Result<Module> read_described(const ManifestNode& node, std::string_view name) {
  MODUS_CHECK(node.allow_only(std::array<std::string_view, 3>{"path", "prefix", "calls"}));
  Module module{.name = std::string(name), .path = {}};
  MODUS_TRY(path, node.required_string("path"));
  MODUS_TRY(folder, read_path(node, "path", path));
  module.path = std::move(folder);
  MODUS_TRY(prefix, node.string("prefix"));
  module.prefix = prefix.value_or("");
  if (!module.prefix.empty() && !is_prefix(module.prefix)) {
    return node.wrong("prefix",
                      R"(is "{}"; a prefix has letters, digits and underscores, a letter first)",
                      module.prefix);
  }
  MODUS_TRY(calls, node.strings("calls"));
  for (const std::string& callee : calls) {
    if (std::ranges::count(module.calls, callee) > 0)
      return node.wrong("calls", R"(names "{}" twice)", callee);
    module.calls.push_back(callee);
  }
  return module;
}

Result<Module> read_module(const ManifestNode& modules, const std::string& name) {
  if (!is_module_name(name)) {
    return modules.wrong(name,
                         "has a name that is not allowed; a module's name has 1 to {} lower case "
                         "letters, digits and underscores, a letter first",
                         kLongestName);
  }
  if (modules.holds_object(name)) {
    MODUS_TRY(node, modules.object(name));
    return read_described(*node, name);
  }
  const auto path = modules.string(name);
  if (!path || !*path)
    return modules.wrong(name, R"(must be a folder, or an object like {{"path": "./{}"}})", name);
  MODUS_TRY(folder, read_path(modules, name, **path));
  return Module{.name = name, .path = std::move(folder)};
}

bool is_within(const fs::path& path, const fs::path& folder) {
  return std::ranges::mismatch(folder, path).in1 == folder.end();
}

// Nested folders would be built twice: a module is all that lies in its own.
Result<void> check_folder(const Module& module, std::span<const Module> others) {
  for (const Module& other : others) {
    const bool same = module.path == other.path;
    if (!same && !is_within(module.path, other.path) && !is_within(other.path, module.path))
      continue;
    return fail(ErrorCode::kInvalidArgument,
                R"(modus.json: modules.{} and modules.{} {} ("{}"{}); each needs one of its own)",
                other.name, module.name, same ? "have the same folder" : "lie one in the other",
                other.path, same ? "" : fmt::format(R"(, "{}")", module.path));
  }
  return {};
}

// Puts modules in an order in which each comes after those it may call.
class Sorter {
 public:
  explicit Sorter(std::vector<Module> listed) : listed_(std::move(listed)) {}

  Result<std::vector<Module>> sort() {
    for (const Module& module : listed_) MODUS_CHECK(take(module));
    return std::move(sorted_);
  }

 private:
  Result<void> take(const Module& module) {
    if (std::ranges::find(sorted_, module.name, &Module::name) != sorted_.end()) return {};
    trail_.push_back(module.name);
    for (const std::string& name : module.calls) MODUS_CHECK(follow(module, name));
    trail_.pop_back();
    sorted_.push_back(module);
    return {};
  }

  Result<void> follow(const Module& caller, const std::string& name) {
    if (name == caller.name) {
      return wrong(caller, R"(names the module itself; its own functions need no grant)");
    }
    const auto callee = std::ranges::find(listed_, name, &Module::name);
    if (callee == listed_.end()) {
      std::vector<std::string_view> known;
      for (const Module& module : listed_) {
        if (module.name != caller.name) known.push_back(module.name);
      }
      return wrong(caller,
                   fmt::format(R"(names "{}", but there is no such module; there {}: {})", name,
                               known.size() == 1 ? "is" : "are",
                               known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
    }
    const auto start = std::ranges::find(trail_, name);
    if (start == trail_.end()) return take(*callee);
    std::vector<std::string_view> circle(start, trail_.end());
    circle.push_back(name);
    return wrong(caller, fmt::format("goes round in a circle: {}; move what both need into a "
                                     "module of its own",
                                     fmt::join(circle, " → ")));
  }

  static std::unexpected<Error> wrong(const Module& module, std::string_view what) {
    return fail(ErrorCode::kInvalidArgument, "modus.json: modules.{}.calls {}", module.name, what);
  }

  const std::vector<Module> listed_;
  std::vector<Module> sorted_;
  std::vector<std::string> trail_;  // from the module that was begun with to the one at hand
};

}  // namespace

Result<std::vector<Module>> read_modules(const ManifestNode& root) {
  std::vector<Module> modules;
  MODUS_TRY(node, root.object("modules"));
  if (!node) return modules;
  const std::vector<std::string> names = node->keys();
  if (names.empty())
    return root.wrong("modules", R"(lists none; add one like {{"catalog": "./catalog"}}, or leave )"
                                 "it out");
  if (names.size() > kMostModules)
    return root.wrong("modules", "lists {}; {} are allowed", names.size(), kMostModules);
  for (const std::string& name : names) {
    MODUS_TRY(module, read_module(*node, name));
    MODUS_CHECK(check_folder(module, modules));
    modules.push_back(std::move(module));
  }
  return Sorter(std::move(modules)).sort();
}

}  // namespace modus::app
