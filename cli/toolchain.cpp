// SPDX-License-Identifier: Apache-2.0
#include "cli/toolchain.h"

#include <charconv>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "cli/paths.h"
#include "cli/process.h"

namespace modus::cli {
namespace fs = std::filesystem;
namespace {

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A copy of the lock file as it was when its packages were installed.
fs::path installed_lock(const fs::path& sdk) { return sdk / "node_modules/.installed-lock.json"; }

Result<void> check_node() {
  const auto version = node_version();
  if (!version) {
    return fail(ErrorCode::kNotFound,
                "Node.js is not installed; building AssemblyScript apps needs version {} or later "
                "(running them needs "
                "none). Get it from your system's packages or nodejs.org",
                kOldestNode);
  }
  int major = 0;
  std::from_chars(version->data() + 1, version->data() + version->size(), major);
  if (major < kOldestNode) {
    return fail(ErrorCode::kNotFound,
                "Node.js {} is too old; building AssemblyScript apps needs {} or later", *version,
                kOldestNode);
  }
  return {};
}

Result<void> check_go() {
  const auto version = go_version();
  if (version && can_build_go_apps(*version)) return {};
  return fail(ErrorCode::kNotFound,
              "{}; building Go apps needs version 1.{} or later (running them needs none). Get it "
              "from your system's packages or go.dev/dl",
              version ? fmt::format("{} is too old", *version) : "Go is not installed", kOldestGo);
}

}  // namespace

std::optional<std::string> node_version() {
  auto finished = run_process({"node", "--version"}, "/");
  if (!finished || !finished->succeeded()) return std::nullopt;
  return finished->output.substr(0, finished->output.find('\n'));
}

bool is_assemblyscript_ready(const fs::path& sdk) {
  return fs::exists(installed_lock(sdk)) &&
         content(installed_lock(sdk)) == content(sdk / "package-lock.json");
}

Result<fs::path> prepare_assemblyscript(Terminal& terminal) {
  MODUS_CHECK(check_node());
  MODUS_TRY(sdk, find_shipped("sdk/assemblyscript"));
  if (is_assemblyscript_ready(sdk)) return sdk;
  Progress progress(terminal, "Fetching the AssemblyScript compiler (once)");
  MODUS_TRY(finished,
            run_process({"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"}, sdk));
  if (!finished.succeeded()) {
    return fail(ErrorCode::kUnavailable, "cannot fetch the AssemblyScript compiler into {}\n{}",
                sdk.string(), finished.errors);
  }
  fs::copy_file(sdk / "package-lock.json", installed_lock(sdk),
                fs::copy_options::overwrite_existing);
  return sdk;
}

std::optional<std::string> go_version() {
  auto finished = run_process({"go", "env", "GOVERSION"}, "/");
  if (!finished || !finished->succeeded()) return std::nullopt;
  return finished->output.substr(0, finished->output.find('\n'));
}

bool can_build_go_apps(std::string_view version) {
  constexpr std::string_view kPrefix = "go1.";
  if (!version.starts_with(kPrefix)) return false;
  int minor = 0;
  std::from_chars(version.data() + kPrefix.size(), version.data() + version.size(), minor);
  return minor >= kOldestGo;
}

// The go command itself knows whether the tool in the cache is that of these sources.
Result<GoToolchain> prepare_go(Terminal& terminal) {
  MODUS_CHECK(check_go());
  MODUS_TRY(sdk, find_shipped("sdk/go"));
  GoToolchain toolchain{.sdk = sdk, .builder = cache_folder() / "go/modus-go-build"};
  std::optional<Progress> progress;
  if (!fs::exists(toolchain.builder)) progress.emplace(terminal, "Preparing the Go SDK (once)");
  MODUS_TRY(finished, run_process({"env", "GOOS=", "GOARCH=", "GOFLAGS=", "GOTOOLCHAIN=local",
                                   "GOWORK=off", "go", "build", "-buildvcs=false", "-o",
                                   toolchain.builder.string(), "./tools/modus-go-build"},
                                  sdk));
  if (!finished.succeeded()) {
    return fail(ErrorCode::kUnavailable, "cannot compile the Go SDK's build tool in {}\n{}",
                sdk.string(), finished.errors);
  }
  return toolchain;
}

}  // namespace modus::cli
