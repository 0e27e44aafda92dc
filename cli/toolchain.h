// SPDX-License-Identifier: Apache-2.0
// The pinned compilers that apps are built with.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "runtime/base/result.h"

namespace modus::cli {

/// The oldest Node.js that runs the AssemblyScript compiler.
inline constexpr int kOldestNode = 20;

/// The version of the Node.js in PATH, such as "v20.20.2", or nothing.
std::optional<std::string> node_version();

/// Whether the packages that the SDK's lock file pins are installed in its folder.
bool is_assemblyscript_ready(const std::filesystem::path& sdk);

/// The folder of the AssemblyScript SDK, with its pinned compiler fetched if it was not there (by
/// lock file; npm never picks a version or a package of its own).
Result<std::filesystem::path> prepare_assemblyscript(Terminal& terminal);

/// The oldest Go 1.x that makes modules which export functions.
inline constexpr int kOldestGo = 24;

/// The version of the Go compiler in PATH, such as "go1.26.0", or nothing.
std::optional<std::string> go_version();

/// What decides, besides the sources, what the Go compiler makes: its version, and flags that the
/// environment or its own settings give it. Empty without one.
std::string go_settings();

/// Whether that version of the Go compiler is none older.
bool can_build_go_apps(std::string_view version);

/// The folder of the Go module that a folder belongs to: the nearest one with a go.mod, it or one
/// above it.
std::optional<std::filesystem::path> find_go_module(const std::filesystem::path& folder);

/// How apps in Go are built.
struct GoToolchain {
  std::filesystem::path sdk;      // the module github.com/hypermodeinc/modus/sdk/go
  std::filesystem::path builder;  // its modus-go-build, compiled
};

/// Compiles the SDK's build tool into the cache, unless it is there.
Result<GoToolchain> prepare_go(Terminal& terminal);

}  // namespace modus::cli
