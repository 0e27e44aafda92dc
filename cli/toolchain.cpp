// SPDX-License-Identifier: Apache-2.0
#include "cli/toolchain.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <set>

#include <unistd.h>

#include <fmt/format.h>

#include "cli/paths.h"
#include "cli/process.h"
#include "runtime/base/sha256.h"

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

Result<void> check_go(const std::optional<std::string>& version) {
  if (version && can_build_go_apps(*version)) return {};
  return fail(ErrorCode::kNotFound,
              "{}; building Go apps needs version 1.{} or later (running them needs none). Get it "
              "from your system's packages or go.dev/dl",
              version ? fmt::format("{} is too old", *version) : "Go is not installed", kOldestGo);
}

// Named by what it is built from, so that asking Go whether it is up to date is not needed at each
// build, and several versions of Modus may use one cache.
std::string builder_name(const fs::path& sdk, std::string_view go) {
  std::set<fs::path> sources{sdk / "go.mod"};
  for (const auto& entry : fs::directory_iterator(sdk / "tools/modus-go-build"))
    if (entry.is_regular_file()) sources.insert(entry.path());
  Sha256 digest;
  digest.add(go);
  for (const fs::path& source : sources)
    digest.add(source.filename().string()).add(content(source));
  constexpr std::size_t kDigits = 16;
  return fmt::format("modus-go-build-{}", to_hex(digest.finish()).substr(0, kDigits));
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

std::string go_settings() {
  auto finished = run_process({"go", "env", "GOVERSION", "GOFLAGS", "GOEXPERIMENT"}, "/");
  return finished && finished->succeeded() ? std::move(finished->output) : "";
}

bool can_build_go_apps(std::string_view version) {
  constexpr std::string_view kPrefix = "go1.";
  if (!version.starts_with(kPrefix)) return false;
  int minor = 0;
  std::from_chars(version.data() + kPrefix.size(), version.data() + version.size(), minor);
  return minor >= kOldestGo;
}

std::optional<fs::path> find_go_module(const fs::path& folder) {
  for (fs::path place = fs::absolute(folder).lexically_normal();; place = place.parent_path()) {
    if (fs::exists(place / "go.mod")) return place;
    if (place == place.parent_path()) return std::nullopt;
  }
}

Result<GoToolchain> prepare_go(Terminal& terminal) {
  const auto version = go_version();
  MODUS_CHECK(check_go(version));
  MODUS_TRY(sdk, find_shipped("sdk/go"));
  GoToolchain toolchain{.sdk = sdk, .builder = cache_folder() / "go" / builder_name(sdk, *version)};
  if (fs::exists(toolchain.builder)) return toolchain;
  const Progress progress(terminal, "Preparing the Go SDK (once)");
  // Renamed when it is whole: another process may be about to do the same.
  const fs::path unfinished = fmt::format("{}.{}", toolchain.builder.string(), ::getpid());
  // GOENV: what the user has set with `go env -w` is for apps, and an empty variable would not undo
  // it.
  MODUS_TRY(finished,
            run_process({"env", "GOENV=off", "GOOS=", "GOARCH=", "GOFLAGS=", "GO111MODULE=on",
                         "GOTOOLCHAIN=local", "GOWORK=off", "go", "build", "-buildvcs=false", "-o",
                         unfinished.string(), "./tools/modus-go-build"},
                        sdk));
  std::error_code error;
  if (finished.succeeded()) fs::rename(unfinished, toolchain.builder, error);
  if (!finished.succeeded() || error) {
    return fail(ErrorCode::kUnavailable, "cannot compile the Go SDK's build tool in {}\n{}",
                sdk.string(), error ? error.message() : finished.errors);
  }
  return toolchain;
}

}  // namespace modus::cli
